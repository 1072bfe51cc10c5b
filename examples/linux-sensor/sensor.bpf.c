/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's side of the sensor: BTF tracepoints that put what programs do into
 * a ring buffer. System calls are looked at when they return, where their
 * arguments still are in the registers; only closing is looked at before.
 */
#include "kernel.h"

#include <asm/errno.h>
#include <asm/unistd.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "wire.h"

/* Its helpers include no GPL-only ones but those of tracing, which ask for it. */
char LICENSE[] SEC("license") = "Dual BSD/GPL";

#if defined(__TARGET_ARCH_x86)
#define NUMBER(regs) ((int)(regs)->orig_ax)
#define FIRST(regs) ((regs)->di)
#define SECOND(regs) ((regs)->si)
#define THIRD(regs) ((regs)->dx)
#define FOURTH(regs) ((regs)->r10)
#define FIFTH(regs) ((regs)->r8)
#elif defined(__TARGET_ARCH_arm64)
#define NUMBER(regs) ((regs)->syscallno)
#define FIRST(regs) ((regs)->orig_x0)
#define SECOND(regs) ((regs)->user_regs.regs[1])
#define THIRD(regs) ((regs)->user_regs.regs[2])
#define FOURTH(regs) ((regs)->user_regs.regs[3])
#define FIFTH(regs) ((regs)->user_regs.regs[4])
#endif

enum {
	AT_FDCWD = -100,
	AT_REMOVEDIR = 0x200,
	PROT_EXEC = 4,
	FMODE_WRITE = 2,
	S_IFMT = 0170000,
	S_IFREG = 0100000,
	S_IFSOCK = 0140000,
	READ_BY_OTHERS = 0044, /* group and others */
	AF_INET = 2,
	AF_INET6 = 10,
	DNS_PORT = 53,
	UDP = 17,
	OPEN_FILES = 256,          /* looked at when a process ends */
	RESTARTS = -512,           /* -ERESTARTSYS and below: the call comes again */
	COMPAT = 2,                /* TS_COMPAT: a 32-bit call, with other numbers */
	WAKE_AT = 512 * 1024,      /* bytes that wait; below, the sensor looks by itself */
	PROC_SUPER_MAGIC = 0x9fa0,
	SYSFS_MAGIC = 0x62656572,
	CGROUP2_SUPER_MAGIC = 0x63677270,
	TRACEFS_MAGIC = 0x74726163,
	DEBUGFS_MAGIC = 0x64626720,
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4 << 20); /* set anew by the sensor */
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct wire_record);
} scratch SEC(".maps");

const volatile __u32 own_pid = 0;
/* Of the sensor itself: what is not below it is a container. */
__u64 home_inode = 0;
__u32 home_device = 0;
__u64 lost = 0;

static struct wire_record *begin(struct task_struct *task, __u32 type)
{
	__u32 zero = 0;
	struct wire_record *record = bpf_map_lookup_elem(&scratch, &zero);
	struct task_struct *leader = task->group_leader;
	struct inode *root;

	if (!record)
		return 0;
	record->time = bpf_ktime_get_boot_ns();
	record->type = type;
	record->flags = 0;
	record->pid = task->tgid;
	record->start = leader->start_boottime;
	record->parent_pid = task->real_parent->tgid;
	record->uid = task->cred->uid.val;
	record->login_uid = task->loginuid.val;
	record->mount_namespace = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	record->pid_namespace = BPF_CORE_READ(task, nsproxy, pid_ns_for_children, ns.inum);
	root = BPF_CORE_READ(task, fs, root.dentry, d_inode);
	record->root_inode = BPF_CORE_READ(root, i_ino);
	record->root_device = BPF_CORE_READ(root, i_sb, s_dev);
	record->inode = record->file_size = record->other_start = 0;
	record->device = record->mode = record->other_pid = 0;
	record->result = 0;
	record->family = record->protocol = record->port = 0;
	for (int i = 0; i < WIRE_TEXTS; i++)
		record->length[i] = 0;
	return record;
}

static __u32 used_of(const struct wire_record *record)
{
	return record->length[0] + record->length[1] + record->length[2] + record->length[3];
}

/* The verifier has to see the bound, which the compiler thinks it need not show. */
static char *text_at(struct wire_record *record, __u32 at)
{
	asm volatile("" : "+r"(at));
	return record->text + (at & (WIRE_TEXT_SIZE - 1));
}

static void submit(struct wire_record *record)
{
	__u64 size = __builtin_offsetof(struct wire_record, text) + used_of(record);
	__u64 wake = BPF_RB_NO_WAKEUP;

	asm volatile("" : "+r"(size));
	if (size > sizeof *record)
		size = sizeof *record;
	if (bpf_ringbuf_query(&records, BPF_RB_AVAIL_DATA) > WAKE_AT)
		wake = BPF_RB_FORCE_WAKEUP;
	if (bpf_ringbuf_output(&records, record, size, wake))
		__sync_fetch_and_add(&lost, 1);
}

struct walk {
	struct wire_record *record;
	struct dentry *dentry, *root;
	struct vfsmount *point, *root_point;
	__u32 at;
};

/* One step up. Returns 1 at the end. */
static long walk_up(__u32 index, struct walk *walk)
{
	struct dentry *dentry = walk->dentry, *parent;
	struct vfsmount *point = walk->point;
	struct mount *mount, *above;
	long size;

	if (dentry == walk->root && point == walk->root_point)
		return 1;
	if (dentry == BPF_CORE_READ(point, mnt_root)) {
		mount = (void *)point - bpf_core_field_offset(struct mount, mnt);
		above = BPF_CORE_READ(mount, mnt_parent);
		walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->point = (void *)above + bpf_core_field_offset(struct mount, mnt);
		return above == mount;
	}
	parent = BPF_CORE_READ(dentry, d_parent);
	/* What is nowhere, such as a memory file, has a name and is its own parent. */
	if (parent == dentry && index)
		return 1;
	if (walk->at >= WIRE_TEXT_SIZE || index == WIRE_DEPTH - 1) {
		walk->record->flags |= WIRE_CUT;
		return 1;
	}
	size = bpf_probe_read_kernel_str(text_at(walk->record, walk->at), WIRE_NAME_SIZE,
	                                 BPF_CORE_READ(dentry, d_name.name));
	if (size <= 0 || size > WIRE_NAME_SIZE)
		return 1;
	walk->at += size;
	walk->dentry = parent;
	return parent == dentry;
}

/* The names of a path, from its end up to the task's root. */
static __noinline int put_path(struct wire_record *record, int slot, __u64 dentry, __u64 point)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct walk walk = {
		.record = record,
		.dentry = (struct dentry *)dentry,
		.point = (struct vfsmount *)point,
		.root = BPF_CORE_READ(task, fs, root.dentry),
		.root_point = BPF_CORE_READ(task, fs, root.mnt),
	};
	__u32 first;

	if (!record)
		return 0;
	first = walk.at = used_of(record);
	bpf_loop(WIRE_DEPTH, walk_up, &walk, 0);
	record->length[slot & (WIRE_TEXTS - 1)] = walk.at - first;
	return 0;
}

static void put_file_path(struct wire_record *record, int slot, struct file *file)
{
	put_path(record, slot, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)BPF_CORE_READ(file, f_path.mnt));
}

static void put_directory(struct wire_record *record, int slot)
{
	struct task_struct *task = bpf_get_current_task_btf();

	put_path(record, slot, (__u64)BPF_CORE_READ(task, fs, pwd.dentry), (__u64)BPF_CORE_READ(task, fs, pwd.mnt));
}

static struct file *file_at(struct files_struct *files, __u32 descriptor)
{
	struct fdtable *table = BPF_CORE_READ(files, fdt);
	struct file **slots, *file = 0;

	if (!table || descriptor >= BPF_CORE_READ(table, max_fds))
		return 0;
	slots = BPF_CORE_READ(table, fd);
	bpf_probe_read_kernel(&file, sizeof file, slots + descriptor);
	return file;
}

static struct file *file_of(long descriptor)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return descriptor < 0 ? 0 : file_at(task->files, descriptor);
}

/* The kernel's own files, which hold nothing. */
static int is_pseudo(struct inode *inode)
{
	unsigned long magic = BPF_CORE_READ(inode, i_sb, s_magic);

	return magic == PROC_SUPER_MAGIC || magic == SYSFS_MAGIC || magic == CGROUP2_SUPER_MAGIC ||
	       magic == TRACEFS_MAGIC || magic == DEBUGFS_MAGIC;
}

static int is_regular(struct inode *inode)
{
	return (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFREG && !is_pseudo(inode);
}

static void put_inode(struct wire_record *record, struct inode *inode)
{
	record->inode = BPF_CORE_READ(inode, i_ino);
	record->device = BPF_CORE_READ(inode, i_sb, s_dev);
	record->mode = BPF_CORE_READ(inode, i_mode);
	record->file_size = BPF_CORE_READ(inode, i_size);
}

static void tell_file(__u32 type, struct file *file, struct inode *inode)
{
	struct wire_record *record = begin(bpf_get_current_task_btf(), type);

	if (!record)
		return;
	put_inode(record, inode);
	put_file_path(record, 0, file);
	submit(record);
}

/* Nobody else has this description open. */
static int is_last(struct file *file)
{
	if (bpf_core_field_exists(file->f_ref))
		return BPF_CORE_READ(file, f_ref.refcnt.counter) == 0;
	return BPF_CORE_READ((struct file___before_6_13 *)file, f_count.counter) == 1;
}

/* A descriptor goes away: was it the last of a file that was open for writing? */
static __noinline int tell_closed(__u64 file_of_task)
{
	struct file *file = (struct file *)file_of_task;
	struct inode *inode;

	if (!file || !(BPF_CORE_READ(file, f_mode) & FMODE_WRITE))
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if (!is_regular(inode))
		return 0;
	/* A linker maps what it writes, and unmaps it at its end only. */
	if (is_last(file) || BPF_CORE_READ(inode, i_mapping, i_mmap_writable.counter) > 0)
		tell_file(WIRE_WRITE, file, inode);
	return 0;
}

struct closing {
	struct files_struct *files;
	__u32 first;
};

static long close_one(__u32 index, struct closing *closing)
{
	tell_closed((__u64)file_at(closing->files, closing->first + index));
	return 0;
}

static void close_many(struct files_struct *files, __u32 first, __u32 last)
{
	struct closing closing = { files, first };
	__u32 most = BPF_CORE_READ(files, fdt, max_fds);
	__u32 count;

	if (last >= most)
		last = most - 1;
	if (first > last)
		return;
	count = last - first + 1;
	if (count > OPEN_FILES)
		count = OPEN_FILES;
	bpf_loop(count, close_one, &closing, 0);
}

static int is_own(void)
{
	return bpf_get_current_pid_tgid() >> 32 == own_pid;
}

static int is_compat(struct task_struct *task)
{
#if defined(__TARGET_ARCH_x86)
	return task->thread_info.status & COMPAT;
#else
	return 0;
#endif
}

SEC("tp_btf/sys_enter")
int BPF_PROG(enter, struct pt_regs *regs, long number)
{
	struct task_struct *task = bpf_get_current_task_btf();

	switch (number) {
	case __NR_close:
	case __NR_dup3:
#ifdef __NR_dup2
	case __NR_dup2:
#endif
	case __NR_close_range:
		break;
	default:
		return 0;
	}
	if (is_own() || is_compat(task))
		return 0;
	if (number == __NR_close)
		tell_closed((__u64)file_of((int)FIRST(regs)));
	else if (number == __NR_close_range)
		close_many(task->files, FIRST(regs), SECOND(regs));
	else if (FIRST(regs) != SECOND(regs))
		tell_closed((__u64)file_of((int)SECOND(regs)));
	return 0;
}

/* A name that a program gave, and what it is relative to. */
static void put_name(struct wire_record *record, int slot, long directory, unsigned long name)
{
	__u32 at = used_of(record);
	struct file *file;
	long size;
	char first = 0;

	if (at >= WIRE_TEXT_SIZE) {
		record->flags |= WIRE_CUT;
		return;
	}
	size = bpf_probe_read_user_str(text_at(record, at), WIRE_PATH_SIZE, (const void *)name);
	if (size <= 1 || size > WIRE_PATH_SIZE)
		return;
	if (size == WIRE_PATH_SIZE)
		record->flags |= WIRE_CUT;
	record->length[slot] = size;
	bpf_probe_read_user(&first, 1, (const void *)name);
	if (first == '/')
		return;
	file = (int)directory == AT_FDCWD ? 0 : file_of((int)directory);
	if (file)
		put_file_path(record, slot + 1, file);
	else
		put_directory(record, slot + 1);
}

static __noinline int tell_names(__u32 type, long directory, unsigned long name, long other_directory,
                                 unsigned long other)
{
	struct wire_record *record = begin(bpf_get_current_task_btf(), type);

	if (!record)
		return 0;
	put_name(record, 0, directory, name);
	if (other)
		put_name(record, 2, other_directory, other);
	submit(record);
	return 0;
}

static __noinline int tell_mode(long directory, unsigned long name, __u32 mode)
{
	struct wire_record *record = begin(bpf_get_current_task_btf(), WIRE_MODE);

	if (!record)
		return 0;
	record->mode = mode & 07777;
	put_name(record, 0, directory, name);
	submit(record);
	return 0;
}

static void tell_file_mode(long descriptor, __u32 mode)
{
	struct file *file = file_of(descriptor);
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct wire_record *record;

	if (!file || !is_regular(inode))
		return;
	record = begin(bpf_get_current_task_btf(), WIRE_MODE);
	if (!record)
		return;
	put_inode(record, inode);
	record->flags |= WIRE_BY_FILE;
	put_file_path(record, 0, file);
	submit(record);
}

/* Secrets are kept from others: files that all may read are not told of. */
static __noinline int tell_opened(long descriptor)
{
	struct file *file = file_of(descriptor);
	struct inode *inode;

	if (!file || BPF_CORE_READ(file, f_mode) & FMODE_WRITE)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if (!(BPF_CORE_READ(inode, i_mode) & READ_BY_OTHERS) && is_regular(inode))
		tell_file(WIRE_READ, file, inode);
	return 0;
}

static __noinline int tell_mapped(long descriptor)
{
	struct file *file = file_of(descriptor);
	struct inode *inode;

	if (!file)
		return 0;
	inode = BPF_CORE_READ(file, f_inode);
	if (is_regular(inode))
		tell_file(WIRE_LOAD, file, inode);
	return 0;
}

static struct sock *socket_at(long descriptor)
{
	struct file *file = file_of(descriptor);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk);
}

static __noinline int tell_connected(long descriptor, unsigned long address, long result)
{
	struct sock *sock = socket_at(descriptor);
	struct user_address peer = {};
	struct wire_record *record;

	if (!sock || result <= RESTARTS)
		return 0;
	if (bpf_probe_read_user(&peer, sizeof peer, (const void *)address) &&
	    bpf_probe_read_user(&peer, 16, (const void *)address))
		return 0;
	/* Port 0 is how resolvers ask which of their own addresses they would use. */
	if ((peer.family != AF_INET && peer.family != AF_INET6) || !peer.port)
		return 0;
	record = begin(bpf_get_current_task_btf(), WIRE_CONNECT);
	if (!record)
		return 0;
	record->family = peer.family;
	record->port = __builtin_bswap16(peer.port);
	record->protocol = BPF_CORE_READ(sock, sk_protocol);
	record->result = result;
	if (peer.family == AF_INET)
		__builtin_memcpy(record->address, peer.four, 4);
	else
		__builtin_memcpy(record->address, peer.six, 16);
	submit(record);
	return 0;
}

static __noinline int tell_listening(long descriptor)
{
	struct sock *sock = socket_at(descriptor);
	struct wire_record *record;

	if (!sock)
		return 0;
	record = begin(bpf_get_current_task_btf(), WIRE_LISTEN);
	if (!record)
		return 0;
	record->family = BPF_CORE_READ(sock, __sk_common.skc_family);
	record->port = BPF_CORE_READ(sock, __sk_common.skc_num);
	record->protocol = BPF_CORE_READ(sock, sk_protocol);
	if (record->family == AF_INET)
		BPF_CORE_READ_INTO((__u32 *)record->address, sock, __sk_common.skc_rcv_saddr);
	else if (record->family == AF_INET6)
		BPF_CORE_READ_INTO((struct in6_addr *)record->address, sock, __sk_common.skc_v6_rcv_saddr);
	else
		return 0;
	submit(record);
	return 0;
}

/* A datagram to or from a name server: `to` is where it was sent, if the call says so. */
static __noinline int tell_message(long descriptor, unsigned long data, long size, unsigned long to)
{
	struct sock *sock = socket_at(descriptor);
	struct user_address peer = {};
	struct wire_record *record;
	__u16 family, port;

	if (!sock || size < 12) /* a DNS header */
		return 0;
	family = BPF_CORE_READ(sock, __sk_common.skc_family);
	if ((family != AF_INET && family != AF_INET6) || BPF_CORE_READ(sock, sk_protocol) != UDP)
		return 0;
	port = BPF_CORE_READ(sock, __sk_common.skc_dport);
	if (to && !bpf_probe_read_user(&peer, 4, (const void *)to))
		port = peer.port;
	if (__builtin_bswap16(port) != DNS_PORT)
		return 0;
	record = begin(bpf_get_current_task_btf(), WIRE_DNS);
	if (!record)
		return 0;
	if (size > WIRE_MESSAGE_SIZE) {
		size = WIRE_MESSAGE_SIZE;
		record->flags |= WIRE_CUT;
	}
	if (bpf_probe_read_user(record->text, size, (const void *)data))
		return 0;
	record->length[0] = size;
	submit(record);
	return 0;
}

/* sendmsg and recvmsg: the first piece of memory has all of a DNS message in practice. */
static __noinline int tell_vector(long descriptor, unsigned long message_at, long size)
{
	struct user_message message = {};
	struct user_vector vector = {};

	if (bpf_probe_read_user(&message, sizeof message, (const void *)message_at) ||
	    bpf_probe_read_user(&vector, sizeof vector, message.vectors))
		return 0;
	if (size < 0 || vector.size < size)
		size = vector.size;
	return tell_message(descriptor, (unsigned long)vector.base, size, (unsigned long)message.name);
}

/* struct mmsghdr is a message, its size, and room; glibc asks for A and AAAA in one call. */
static void tell_vectors(long descriptor, unsigned long messages, long count)
{
	enum { STRIDE = 64 };

	tell_vector(descriptor, messages, -1);
	if (count > 1)
		tell_vector(descriptor, messages + STRIDE, -1);
}

static __noinline int left_network(struct pt_regs *regs, long result)
{
	switch (NUMBER(regs)) {
	case __NR_connect:
		return tell_connected((int)FIRST(regs), SECOND(regs), result);
	case __NR_listen:
		return result ? 0 : tell_listening((int)FIRST(regs));
	case __NR_sendto:
		return tell_message((int)FIRST(regs), SECOND(regs), result, FIFTH(regs));
	case __NR_recvfrom:
		return tell_message((int)FIRST(regs), SECOND(regs), result, FIFTH(regs));
	case __NR_sendmsg:
	case __NR_recvmsg:
		return result < 0 ? 0 : tell_vector((int)FIRST(regs), SECOND(regs), result);
	default:
		if (result > 0)
			tell_vectors((int)FIRST(regs), SECOND(regs), result);
		return 0;
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(leave, struct pt_regs *regs, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	int number = NUMBER(regs);

	switch (number) {
	case __NR_openat:
	case __NR_openat2:
#ifdef __NR_open
	case __NR_open:
#endif
		if (result < 0 || is_own() || is_compat(task))
			return 0;
		return tell_opened(result);
	case __NR_mmap:
		if (!(THIRD(regs) & PROT_EXEC) || (result < 0 && result > -4096) || (int)FIFTH(regs) < 0 ||
		    is_own() || is_compat(task))
			return 0;
		return tell_mapped((int)FIFTH(regs));
	case __NR_connect:
	case __NR_listen:
	case __NR_sendto:
	case __NR_recvfrom:
	case __NR_sendmsg:
	case __NR_recvmsg:
	case __NR_sendmmsg:
	case __NR_recvmmsg:
		return is_own() || is_compat(task) ? 0 : left_network(regs, result);
	default:
		break;
	}
	if (result || is_own())
		return 0;
	if (is_compat(task))
		return 0;
	switch (number) {
#ifdef __NR_rename
	case __NR_rename:
		return tell_names(WIRE_RENAME, AT_FDCWD, FIRST(regs), AT_FDCWD, SECOND(regs));
	case __NR_link:
		return tell_names(WIRE_LINK, AT_FDCWD, FIRST(regs), AT_FDCWD, SECOND(regs));
	case __NR_unlink:
		return tell_names(WIRE_UNLINK, AT_FDCWD, FIRST(regs), 0, 0);
	case __NR_chmod:
		return tell_mode(AT_FDCWD, FIRST(regs), SECOND(regs));
#endif
#ifdef __NR_renameat
	case __NR_renameat:
#endif
	case __NR_renameat2:
		return tell_names(WIRE_RENAME, FIRST(regs), SECOND(regs), THIRD(regs), FOURTH(regs));
	case __NR_linkat:
		return tell_names(WIRE_LINK, FIRST(regs), SECOND(regs), THIRD(regs), FOURTH(regs));
	case __NR_unlinkat:
		if (!(THIRD(regs) & AT_REMOVEDIR))
			tell_names(WIRE_UNLINK, FIRST(regs), SECOND(regs), 0, 0);
		return 0;
	case __NR_fchmodat:
		return tell_mode(FIRST(regs), SECOND(regs), THIRD(regs));
	case __NR_fchmod:
		tell_file_mode((int)FIRST(regs), SECOND(regs));
		return 0;
	default:
		return 0;
	}
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(forked, struct task_struct *parent, struct task_struct *child)
{
	struct wire_record *record;

	if (child->pid != child->tgid)
		return 0;
	record = begin(parent, WIRE_FORK);
	if (!record)
		return 0;
	record->other_pid = child->tgid;
	record->other_start = child->start_boottime;
	submit(record);
	return 0;
}

static void put_arguments(struct wire_record *record, struct task_struct *task)
{
	__u64 first = BPF_CORE_READ(task, mm, arg_start), size = BPF_CORE_READ(task, mm, arg_end) - first;
	__u32 at = used_of(record);

	if (size > WIRE_ARGUMENTS_SIZE - 1) {
		size = WIRE_ARGUMENTS_SIZE - 1;
		record->flags |= WIRE_CUT;
	}
	if (at >= WIRE_TEXT_SIZE) {
		record->flags |= WIRE_CUT;
		return;
	}
	if (!bpf_probe_read_user(text_at(record, at), size & (WIRE_ARGUMENTS_SIZE - 1), (const void *)first))
		record->length[3] = size;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(executed, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	struct wire_record *record = begin(task, WIRE_EXEC);
	const char *name, *interpreter;
	__u32 at;
	long size;

	if (!record)
		return 0;
	put_inode(record, BPF_CORE_READ(program, file, f_inode));
	put_file_path(record, 0, program->file);
	put_directory(record, 1);
	name = program->filename;
	interpreter = program->interp;
	if (name != interpreter)
		record->flags |= WIRE_SCRIPT;
	at = used_of(record);
	if (at < WIRE_TEXT_SIZE) {
		size = bpf_probe_read_kernel_str(text_at(record, at), WIRE_PATH_SIZE, name);
		if (size > 0 && size <= WIRE_PATH_SIZE)
			record->length[2] = size;
	}
	put_arguments(record, task);
	submit(record);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(exited, struct task_struct *task)
{
	struct wire_record *record;

	if (task->signal->live.counter > 0)
		return 0;
	/* What it had open is closed just after this. */
	if (task->files && task->files->count.counter == 1)
		close_many(task->files, 0, OPEN_FILES - 1);
	record = begin(task, WIRE_EXIT);
	if (record)
		submit(record);
	return 0;
}

/* The sensor asks for this once, so that it knows its own root directory. */
SEC("syscall")
int home(void *context)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct inode *root = BPF_CORE_READ(task, fs, root.dentry, d_inode);

	home_inode = BPF_CORE_READ(root, i_ino);
	home_device = BPF_CORE_READ(root, i_sb, s_dev);
	return 0;
}
