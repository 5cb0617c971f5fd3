/*
 * Processes and threads that change their descriptors, names, ids and places at random from a seed,
 * until they are to hold still: then what /proc says of them is what a tracer has to know. The
 * case tables_equal_proc runs it.
 * usage: table_storm SEED WORKERS KIND     commands on standard input: hold, go, end, each answered
 *        table_storm --worker SEED DEPTH KIND: what the exec'd ones run
 * KIND: "shared", where threads and processes share tables and pass descriptors on, or "alone".
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storm_descriptors.h"
#include "tell_all.h"

extern char **environ;

static void change_descriptor(struct life *l)
{
	int fd = any(l), process;
	unsigned int first;

	if (fd < 0)
		return;
	switch (roll(l, 12)) {
	case 0:
		keep(l, dup(fd));
		break;
	case 1:
		dup2(fd, any(l));
		break;
	case 2:
		dup3(fd, any(l), roll(l, 2) ? O_CLOEXEC : 0);
		break;
	case 3:
		keep(l, fcntl(fd, F_DUPFD, (int)roll(l, 100)));
		break;
	case 4:
		keep(l, fcntl(fd, F_DUPFD_CLOEXEC, (int)roll(l, 100)));
		break;
	case 5:
		fcntl(fd, F_SETFD, roll(l, 2) ? FD_CLOEXEC : 0);
		break;
	case 6:
		ioctl(fd, roll(l, 2) ? FIOCLEX : FIONCLEX);
		break;
	case 7:
		process = (int)syscall(SYS_pidfd_open, getpid(), 0);
		keep(l, (int)syscall(SYS_pidfd_getfd, process, fd, 0));
		close(process);
		break;
	case 8:
		first = shares_table ? (unsigned int)fd : 3 + roll(l, 60);
		syscall(SYS_close_range, first, shares_table ? first : first + roll(l, 6),
			roll(l, 2) ? 4 : 0);
		break;
	default:
		fd = (int)roll(l, l->owned);
		close(l->own[fd]);
		l->own[fd] = l->own[--l->owned];
	}
}

static void change_self(struct life *l)
{
	char name[16];
	struct rlimit limit = { 200 + roll(l, 50), 400 };
	int directory;

	switch (roll(l, 8)) {
	case 0:
		snprintf(name, sizeof(name), "storm-%u", roll(l, 1000));
		prctl(PR_SET_NAME, name);
		break;
	case 1:	/* with threads, it would not be told which place a name was in */
		if (shares_table || chdir(roll(l, 2) ? "/usr/share" : "/root/work"))
			return;
		break;
	case 2:
		directory = open("/var/lib", O_RDONLY | O_DIRECTORY);
		if (!shares_table)
			fchdir(directory);
		keep(l, directory);
		break;
	case 3:
		setpgid(0, 0);
		break;
	case 4:
		setsid();
		break;
	case 5:
		syscall(SYS_setresgid, -1, roll(l, 5), -1);
		break;
	case 6:
		syscall(SYS_setresuid, -1, roll(l, 3) * 1000, -1);
		syscall(SYS_setresuid, -1, 0, -1);
		break;
	case 7:
		setrlimit(RLIMIT_NOFILE, &limit);
		break;
	}
}

/* ---- processes and threads ---- */

static void live(struct life *l, unsigned int steps);

static void *live_as_thread(void *argument)
{
	struct life *l = argument;

	if (roll(l, 6) == 0)
		unshare(CLONE_FILES);
	live(l, 20 + roll(l, 60));
	free(l);
	__atomic_sub_fetch(&threads, 1, __ATOMIC_RELAXED);
	return NULL;
}

static struct life *descendant(struct life *l)
{
	struct life *child = calloc(1, sizeof(*child));

	child->state = l->state ^ (roll(l, 1 << 30) * 2654435761ul);
	child->depth = l->depth + 1;
	return child;
}

static void start_thread(struct life *l)
{
	pthread_attr_t attributes;
	pthread_t thread;

	if (alone || __atomic_load_n(&threads, __ATOMIC_RELAXED) >= 3)
		return;
	shares_table = 1;
	__atomic_add_fetch(&threads, 1, __ATOMIC_RELAXED);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	if (pthread_create(&thread, &attributes, live_as_thread, descendant(l)))
		__atomic_sub_fetch(&threads, 1, __ATOMIC_RELAXED);
	pthread_attr_destroy(&attributes);
}

static char *kind_word(void)
{
	return alone ? "alone" : "shared";
}

static void run_again(struct life *l)
{
	char seed[24], depth[24];
	char *const words[] = { "table_storm", "--worker", seed, depth, kind_word(), NULL };

	snprintf(seed, sizeof(seed), "%u", roll(l, 1 << 30));
	snprintf(depth, sizeof(depth), "%d", l->depth);
	execve("/proc/self/exe", words, environ);
}

static int live_with_shared_table(void *argument)
{
	shares_table = 1;
	live(argument, 10 + roll(argument, 20));
	_exit(0);
}

static void start_process(struct life *l)
{
	static char stack[STACK_BYTES] __attribute__((aligned(16)));
	char seed[24], depth[24];
	char *words[] = { "table_storm", "--worker", seed, depth, kind_word(), NULL };
	struct life *child;
	pid_t pid;

	if (l->depth >= DEEPEST)
		return;
	child = descendant(l);
	snprintf(seed, sizeof(seed), "%u", roll(l, 1 << 30));
	snprintf(depth, sizeof(depth), "%d", child->depth);
	switch (roll(l, alone ? 4 : 5)) {
	case 0:
	case 1:
		if (fork())
			break;
		threads = 0;
		shares_table = 0;
		child->owned = l->owned;
		memcpy(child->own, l->own, sizeof(l->own));
		live(child, 10 + roll(child, 100));
		_exit(0);
	case 2:
		pid = vfork();
		if (pid)
			break;
		if (child->state & 64)
			_exit(0);
		execve("/proc/self/exe", words, environ);
		_exit(0);
	case 3:
		posix_spawn(&pid, "/proc/self/exe", NULL, NULL, words, environ);
		break;
	case 4:	/* a copy of the memory, the same table of descriptors */
		shares_table = 1;
		clone(live_with_shared_table, stack + sizeof(stack), CLONE_FILES | SIGCHLD, child);
		break;
	}
	free(child);
}

static void live(struct life *l, unsigned int steps)
{
	while (steps--) {
		unsigned int what = roll(l, 100);

		if (what < 17)
			open_something(l);
		else if (what < 32)
			make_object(l);
		else if (what < 39)
			make_socket(l);
		else if (what < 64)
			change_descriptor(l);
		else if (what < 68)
			change_self(l);
		else if (what < 86)
			usleep(roll(l, 8000));
		else if (what < 89)
			start_process(l);
		else if (what < 92)
			start_thread(l);
		else if (what < 93 && l->depth < DEEPEST)
			run_again(l);	/* whichever thread this is */
		else if (what < 94)
			while (waitpid(-1, NULL, WNOHANG) > 0)
				;
		else
			usleep(roll(l, 3000));
	}
}

/* ---- the first process ---- */

static void start_worker(unsigned int seed)
{
	struct life l = { .state = seed * 2654435761ul + 1, .depth = 0 };

	if (fork() == 0) {
		close(0);
		open("/dev/null", O_RDONLY);
		close(1);
		open("/dev/null", O_WRONLY);
		run_again(&l);
		_exit(1);
	}
}

static void lead(unsigned int seed, int workers)
{
	struct pollfd input = { .fd = 0, .events = POLLIN };
	char command[16] = "";
	int running, i;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	setvbuf(stdout, NULL, _IONBF, 0);
	while (workers--)
		start_worker(seed++);
	printf("ready %d\n", getpid());
	for (running = 1; running;) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		start_worker(seed++);
		if (poll(&input, 1, 400) <= 0)
			continue;
		if (scanf("%15s", command) != 1)
			break;
		if (!strcmp(command, "end"))
			break;
		for (i = 0; i < 2;)	/* twice: nobody was made meanwhile */
			i = tell_all(SIGSTOP, "TZD") ? usleep(20000) : i + 1;
		usleep(300000);
		printf("held\n");
		if (scanf("%15s", command) != 1 || strcmp(command, "go"))
			break;
		tell_all(SIGCONT, "");
		printf("going\n");
	}
	do
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	while (tell_all(SIGKILL, "") > 0);
	printf("ended\n");
}

int main(int argc, char **argv)
{
	struct life l = { .depth = 0 };

	signal(SIGPIPE, SIG_IGN);
	if (argc < 4)
		return fprintf(stderr, "usage: table_storm SEED WORKERS shared|alone\n") > 0 ? 2 : 1;
	alone = !strcmp(argv[argc - 1], "alone");
	if (argc == 5) {
		struct rlimit limit = { 256, 400 };

		setrlimit(RLIMIT_NOFILE, &limit);
		l.state = strtoul(argv[2], NULL, 10);
		l.depth = atoi(argv[3]) + 1;
		live(&l, 40 + roll(&l, 400));
		if (roll(&l, 3) == 0)
			pthread_exit(NULL);	/* its threads live on */
		return 0;
	}
	lead((unsigned int)strtoul(argv[1], NULL, 10), atoi(argv[2]));
	return 0;
}
