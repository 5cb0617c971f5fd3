// SPDX-License-Identifier: GPL-2.0-only
/*
 * See predicate.h; uapi/ioctl.h says what a term means. A term is one loop over at most sixteen
 * values: there is nothing to compile.
 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/compat.h"
#include "consumer.h"
#include "predicate.h"

/* ---- what comes from user space ---- */

/* Ended by a zero byte and zeroes from there on, as the kernel keeps names. */
static bool comm_is_good(const char *comm)
{
	u32 size = strnlen(comm, SONDE_COMM_BYTES);

	return size < SONDE_COMM_BYTES && !memchr_inv(comm + size, 0, SONDE_COMM_BYTES - size);
}

static bool term_is_good(const struct sonde_term *term)
{
	u32 most = SONDE_TERM_NUMBERS, i;

	if (term->subject == SONDE_SUBJECT_COMM)
		most = SONDE_TERM_COMMS;
	if (term->subject < SONDE_SUBJECT_TGID || term->subject > SONDE_SUBJECT_FAILED ||
	    term->flags & ~SONDE_TERM_NOT || term->reserved || !term->count || term->count > most)
		return false;
	for (i = 0; i < term->count; i++) {
		if (term->subject == SONDE_SUBJECT_COMM && !comm_is_good(term->comms[i]))
			return false;
		if (term->subject == SONDE_SUBJECT_FAILED && term->numbers[i] > 1)
			return false;
	}
	return true;
}

bool sonde_predicate_is_good(const struct sonde_predicate *predicate)
{
	u32 i;

	if (predicate->count > SONDE_MAX_TERMS || predicate->reserved)
		return false;
	for (i = 0; i < predicate->count; i++)
		if (!term_is_good(&predicate->terms[i]))
			return false;
	return true;
}

struct sonde_predicate *sonde_predicate_copy(const struct sonde_predicate *predicate)
{
	struct sonde_predicate *copy;

	if (!predicate->count)
		return NULL;
	copy = kmemdup(predicate, sizeof(*predicate), GFP_KERNEL_ACCOUNT);
	return copy ? copy : ERR_PTR(-ENOMEM);
}

/* ---- what probes ask ---- */

static bool has_number(const struct sonde_term *term, u64 number)
{
	u32 i;

	for (i = 0; i < term->count; i++)
		if (term->numbers[i] == number)
			return true;
	return false;
}

/* Another thread may change the name meanwhile: then it has one of the two, or neither. */
static bool has_comm(const struct sonde_term *term, const char *comm)
{
	u32 i;

	for (i = 0; i < term->count; i++)
		if (!strncmp(term->comms[i], comm, SONDE_COMM_BYTES))
			return true;
	return false;
}

static bool has_cgroup(const struct sonde_term *term, struct task_struct *task)
{
	struct cgroup *group = task_dfl_cgroup(task);

	for (; group; group = sonde_cgroup_parent(group))
		if (has_number(term, cgroup_id(group)))
			return true;
	return false;
}

static bool term_holds(const struct sonde_term *term, struct task_struct *task, long ret)
{
	switch (term->subject) {
	case SONDE_SUBJECT_TGID:
		return has_number(term, task->tgid);
	case SONDE_SUBJECT_TID:
		return has_number(term, task->pid);
	case SONDE_SUBJECT_UID:
		return has_number(term, from_kuid(&init_user_ns, __task_cred(task)->euid));
	case SONDE_SUBJECT_COMM:
		return has_comm(term, task->comm);
	case SONDE_SUBJECT_CGROUP:
		return has_cgroup(term, task);
	case SONDE_SUBJECT_FAILED:
		return has_number(term, IS_ERR_VALUE(ret));
	}
	return false;
}

/*
 * In a user namespace of its own a thread calls its users by other numbers, and calls that set them
 * tell those. What readers make of them cannot be known here, so that such a thread is let through.
 */
static bool is_undecided(const struct sonde_term *term, struct task_struct *task)
{
	return term->subject == SONDE_SUBJECT_UID &&
	       __task_cred(task)->user_ns != &init_user_ns;
}

bool sonde_predicate_holds(const struct sonde_predicate *predicate, struct task_struct *task,
			   long ret)
{
	bool holds = true;
	u32 i;

	rcu_read_lock();
	for (i = 0; holds && i < predicate->count; i++) {
		const struct sonde_term *term = &predicate->terms[i];

		holds = term_holds(term, task, ret) == !(term->flags & SONDE_TERM_NOT) ||
			is_undecided(term, task);
	}
	rcu_read_unlock();
	return holds;
}

bool sonde_selected(const struct sonde_consumer *c, const struct sonde_slot *slot,
		    struct task_struct *task, bool state, long ret)
{
	const struct sonde_predicate *predicate = rcu_dereference_sched(c->predicate);

	if (!sonde_in_scope(c, slot))
		return false;
	return state || !predicate || sonde_predicate_holds(predicate, task, ret);
}
