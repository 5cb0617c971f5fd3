/*
 * What driver/ring.h needs of a kernel, for user space. A local operation is an atomic one here, so
 * that the sanitizers see it; before each of them, and at each barrier, ring_host_interrupt() may
 * run what an interrupt would: so every place where one can come between is tried, repeatably.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_KERNEL_RING_HOST_H
#define SONDE_TESTS_KERNEL_RING_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

void ring_host_interrupt(void);

#undef __always_inline
#define __always_inline inline __attribute__((always_inline))
#define noinline __attribute__((noinline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value) __atomic_store_n(&(x), value, __ATOMIC_RELAXED)
#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, value) __atomic_store_n(p, value, __ATOMIC_RELEASE)
#ifdef __SANITIZE_THREAD__
#define smp_wmb() ((void)0) /* only the overwrite mode needs it, which is not tested with threads */
#else
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#endif

static inline void barrier(void)
{
	__asm__ volatile("" ::: "memory");
	ring_host_interrupt();
	__asm__ volatile("" ::: "memory");
}

typedef struct {
	long value;
} local_t;

static inline long local_read(const local_t *l)
{
	return __atomic_load_n(&l->value, __ATOMIC_RELAXED);
}

static inline void local_inc(local_t *l)
{
	ring_host_interrupt();
	__atomic_fetch_add(&l->value, 1, __ATOMIC_RELAXED);
}

static inline void local_dec(local_t *l)
{
	ring_host_interrupt();
	__atomic_fetch_sub(&l->value, 1, __ATOMIC_RELAXED);
}

static inline bool local_dec_and_test(local_t *l)
{
	ring_host_interrupt();
	return __atomic_sub_fetch(&l->value, 1, __ATOMIC_RELAXED) == 0;
}

static inline void local_sub(long i, local_t *l)
{
	ring_host_interrupt();
	__atomic_fetch_sub(&l->value, i, __ATOMIC_RELAXED);
}

static inline long local_xchg(local_t *l, long value)
{
	ring_host_interrupt();
	return __atomic_exchange_n(&l->value, value, __ATOMIC_RELAXED);
}

static inline long local_cmpxchg(local_t *l, long old, long value)
{
	ring_host_interrupt();
	__atomic_compare_exchange_n(&l->value, &old, value, false, __ATOMIC_RELAXED,
				    __ATOMIC_RELAXED);
	return old;
}

#endif
