/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_KERNEL_H
#define SENSOR_KERNEL_H
/*
 * The fields of the kernel's structs that sensor.bpf.c reads, by name only: where
 * they are is looked up in the running kernel's BTF when the program is loaded.
 * So building needs neither the kernel's headers nor its BTF.
 */
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

/* Of the kernel's interface, which never changes. */
enum { BPF_MAP_TYPE_PERCPU_ARRAY = 6, BPF_MAP_TYPE_RINGBUF = 27 };
enum { BPF_RB_AVAIL_DATA = 0, BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
typedef struct {
	int counter;
} atomic_t;
typedef struct {
	long counter;
} atomic_long_t;
typedef atomic_long_t atomic64_t;
typedef struct {
	unsigned int val;
} kuid_t;

struct qstr {
	const unsigned char *name;
};
struct super_block {
	unsigned int s_dev;
	unsigned long s_magic;
};
struct address_space {
	atomic_t i_mmap_writable;
};
struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	long long i_size;
	struct super_block *i_sb;
	struct address_space *i_mapping;
};
struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};
struct vfsmount {
	struct dentry *mnt_root;
};
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
typedef struct {
	atomic64_t refcnt;
} file_ref_t;
struct file {
	unsigned int f_mode;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
	file_ref_t f_ref; /* since 6.13 */
};
struct file___before_6_13 {
	atomic_long_t f_count;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	atomic_t count;
	struct fdtable *fdt;
};
struct fs_struct {
	struct path root, pwd;
};
struct ns_common {
	unsigned int inum;
};
struct mnt_namespace {
	struct ns_common ns;
};
struct pid_namespace {
	struct ns_common ns;
};
struct nsproxy {
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
};
struct cred {
	kuid_t uid;
};
struct signal_struct {
	atomic_t live;
};
struct mm_struct {
	unsigned long arg_start, arg_end;
};
struct thread_info {
	unsigned int status;
};
struct task_struct {
	struct thread_info thread_info;
	int pid, tgid;
	struct task_struct *real_parent, *group_leader;
	__u64 start_boottime;
	const struct cred *cred;
	kuid_t loginuid;
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct mm_struct *mm;
};
struct linux_binprm {
	struct file *file;
	const char *filename, *interp;
};
struct in6_addr {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};
struct sock_common {
	unsigned short skc_family;
	__be16 skc_dport;
	unsigned short skc_num;
	__be32 skc_daddr, skc_rcv_saddr;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};
struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
};
struct socket {
	struct sock *sk;
};
#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r10, r9, r8, ax, dx, si, di, orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	__u64 regs[31];
};
struct pt_regs {
	struct user_pt_regs user_regs;
	__u64 orig_x0;
	__s32 syscallno;
};
#endif
#pragma clang attribute pop

/* What programs hand to the kernel. */
struct user_address {
	__u16 family;
	__be16 port;
	union {
		__u8 four[4];
		struct {
			__u32 flow;
			__u8 six[16];
		};
	};
};
struct user_vector {
	void *base;
	__u64 size;
};
struct user_message {
	void *name;
	int name_size;
	struct user_vector *vectors;
	__u64 vector_count;
};
#endif
