# SPDX-License-Identifier: GPL-2.0-or-later
B := build
CC ?= gcc
CXX ?= g++
TESTS :=

all:

include compiler/build.mk
-include libkdflow/build.mk kdflow/build.mk lab/build.mk
