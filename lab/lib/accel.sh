# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# KVM or emulation? A /dev/kvm can be there and yet hang every guest, so it is believed only after a guest has run.
# What was found holds until this machine is booted again.

accel_found=$out/kvm-probe
accel_seconds=5
kvm_device=${LAB_KVM_DEVICE:-/dev/kvm}

# Sets accel to kvm or tcg.
choose_accel() {
	case ${LAB_ACCEL:-} in
	tcg)
		accel=tcg
		;;
	kvm)
		kvm_usable || die "LAB_ACCEL=kvm: $kvm_problem" "unset LAB_ACCEL to run without KVM, only slower"
		accel=kvm
		;;
	'')
		with_lock accel accel_probe
		;;
	*)
		bad_usage "LAB_ACCEL is '$LAB_ACCEL'; it can be kvm or tcg"
		;;
	esac
}

kvm_usable() {
	if [ ! -e "$kvm_device" ]; then
		kvm_problem="this machine has no $kvm_device"
	elif [ ! -r "$kvm_device" ] || [ ! -w "$kvm_device" ]; then
		kvm_problem="no permission for $kvm_device (is $(id -un) in the group kvm?)"
	else
		return 0
	fi
	return 1
}

# Leaves in accel_new what is to be remembered.
accel_probe() {
	local boot_id

	boot_id=$(</proc/sys/kernel/random/boot_id)
	for accel in kvm tcg; do
		is_stamp "$accel_found" "$boot_id $accel" && return
	done
	accel=kvm
	if ! kvm_usable; then
		accel=tcg
		say "$kvm_problem: emulating, which is slower"
	elif ! kvm_runs; then
		accel=tcg
		say "a guest does not run with this machine's KVM: emulating, which is slower"
	fi
	accel_new="$boot_id $accel"
}

# Called when a guest has booted: had it failed both ways, that would be the kernel's fault and not KVM's.
accel_remember() {
	[ -z "${accel_new:-}" ] || printf '%s\n' "$accel_new" >"$accel_found"
}

# Without orders init only reports on the console that it runs. QEMU's exit status says nothing about the guest.
kvm_runs() {
	local run status qemu
	# shellcheck disable=SC2034 # for qemu_command
	local terminal=''

	run=$(mktemp -d "$out/run.XXXXXX") || cannot_write "$out"
	qemu_command "$run" "$initramfs" kvm
	(timeout -k 1 "$accel_seconds" "${qemu[@]}") </dev/null >/dev/null 2>&1
	grep -q '^lab: the guest runs' "$run/console.log" 2>/dev/null
	status=$?
	rm -rf "$run"
	return $status
}
