# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# The guest: its initramfs, its orders, and QEMU's command line.

# choose_initramfs: sets initramfs to that of the guest's architecture, and busybox to what is in it.
choose_initramfs() {
	if [ "$arch" = x86_64 ]; then
		initramfs=$out/initramfs.cpio
		busybox=$(command -v busybox)
	else
		initramfs=$out/initramfs-$arch.cpio
		busybox=$out/archive/busybox-$arch
	fi
}

busybox_download() {
	step "guest: download busybox for $arch" "$out/archive.log" "see to apt's sources and the network" \
		archive_get "$arch" busybox-static bin/busybox "$busybox"
}

# quote WORD...: as a shell reads them again, whatever is in them.
quote() {
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

# pack DIR: an archive of it as an initramfs wants it.
pack() {
	(cd "$1" && find . -mindepth 1 | sort | cpio -o -H newc -R 0:0 --quiet)
}

initramfs_update() {
	local root

	case $busybox in
	'') die "busybox is not installed" "lab/setup installs all that is needed" ;;
	"$out"/archive/*) [ -e "$busybox" ] || with_lock archive busybox_download ;;
	esac
	[ "$initramfs" -nt "$lab/init" ] && [ "$initramfs" -nt "$busybox" ] && return
	need_command cpio
	ldd "$busybox" >/dev/null 2>&1 && die "$busybox is not statically linked" "install the package busybox-static"
	root=$(mktemp -d "$out/initramfs.XXXXXX") || cannot_write "$initramfs"
	if ! { initramfs_fill "$root" "$busybox" && pack "$root" >"$root.cpio" && mv "$root.cpio" "$initramfs"; }; then
		cannot_write "$initramfs"
	fi
	rm -rf "$root"
}

initramfs_fill() {
	mkdir "$1/bin" && cp "$2" "$1/bin/busybox" && ln -s busybox "$1/bin/sh" && cp "$lab/init" "$1/init" &&
		chmod 755 "$1/init" "$1/bin/busybox"
}

# is_inside DIR PARENT
is_inside() {
	case $1/ in
	"$2"/*) return 0 ;;
	esac
	return 1
}

# write_orders RUN COMMAND...: what init shall do; the command comes in a file of its own, so that no quoting spoils it.
write_orders() {
	local run=$1 cwd shared=$top

	shift
	cwd=$(pwd -P)
	is_inside "$out" "$top" || shared=$out
	is_inside "$cwd" "$top" || is_inside "$cwd" "$shared" ||
		die "the guest has nothing of the host but $top" "call lab from there, not from $cwd"
	{
		printf 'cd %s|| exit 126\n' "$(quote "$cwd")"
		printf 'exec %s\n' "$(quote "$@")"
	} >"$run/command" || cannot_write "$run"
	mkdir "$run/orders" || cannot_write "$run"
	{
		printf 'lab_tree=%s\nlab_out=%s\nlab_run=%s\n' "$(quote "$top")" "$(quote "$shared")" "$(quote "$run")"
		printf 'lab_debugfs=%s\nlab_terminal=%s\n' "$debugfs" "$(quote "$terminal")"
	} >"$run/orders/lab.env" || cannot_write "$run"
	{
		cat "$initramfs" && pack "$run/orders"
	} >"$run/initramfs.cpio" || cannot_write "$run"
}

# share TAG DIR: QEMU's options that make a directory of the host available to the guest.
share() {
	# In QEMU's options a comma is doubled.
	qemu+=(-fsdev "local,id=$1,path=${2//,/,,},security_model=none,multidevs=remap"
		-device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

# qemu_command RUN INITRAMFS ACCEL: sets qemu, the whole command line. QEMU must not outlive the lab, even a killed one.
qemu_command() {
	local run=$1 accel=$3 tty=ttyS0 cpu=max

	case $arch in
	x86_64) qemu=(qemu-system-x86_64 -machine q35 -bios qboot.rom) ;;
	arm64)
		tty=ttyAMA0
		qemu=(qemu-system-aarch64 -machine 'virt,gic-version=3')
		# The architecture's own cipher for pointers takes longer to emulate than all the rest.
		cpu=max,pauth-impdef=on
		;;
	esac
	qemu=(setpriv --pdeathsig KILL "${qemu[@]}" -nodefaults -no-user-config -display none -no-reboot -m "$memory"
		-kernel "$out/$config/$kernel_image" -initrd "$2" -append "console=$tty panic=-1 oops=panic no_timer_check $append")
	case $accel in
	kvm) qemu+=(-accel kvm -cpu host -smp "$cpus") ;;
	icount) qemu+=(-accel 'tcg,thread=single' -cpu "$cpu" -smp 1 -icount 'shift=0,sleep=off') ;;
	# One thread for all processors: with one for each, QEMU 7.2 can translate code while another processor patches
	# it, and keeps what was there (an int3, in the middle of text_poke_bp()). It is the faster way, too.
	tcg) qemu+=(-accel 'tcg,thread=single' -cpu "$cpu" -smp "$cpus") ;;
	esac
	if [ -n "$terminal" ]; then
		qemu+=(-serial mon:stdio)
	else
		qemu+=(-serial "file:${run//,/,,}/console.log")
	fi
	share tree "$top"
	is_inside "$out" "$top" || share out "$out"
}
