/*
 * Threads that change their effective user in every manner there is, and between the changes make
 * calls that nobody else makes, as known_calls does: a selection by user must find them.
 * usage: many_users COPY      as root; COPY: where a program may be made that belongs to user 33
 *                             and has the bit that makes its callers that user
 *        many_users           makes its calls and ends: what the others start
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CALLS 50

static const char *self, *copy;

static void must(const char *what, int failed)
{
	if (!failed)
		return;
	fprintf(stderr, "many_users: %s: %s\n", what, strerror(errno));
	_exit(1);
}

static void calls(void)
{
	int i;

	for (i = 0; i < CALLS; i++)
		getpriority(PRIO_PROCESS, 99999999);
}

static void become(const char *program)
{
	execl(program, "many_users", (char *)NULL);
	must("exec", 1);
}

/* One user, then another one, then the next program. */
static void sets_and_starts(void)
{
	calls();
	must("setresuid", setresuid(33, 33, 33));
	calls();
	become(self);
}

/* Back and forth. */
static void toggles(void)
{
	int i;

	for (i = 0; i < 20; i++) {
		must("seteuid", seteuid(i % 2 ? 0 : 33));
		calls();
	}
	must("setreuid", setreuid(-1, 1000));
	calls();
	must("setreuid", setreuid(1000, -1) && errno != EPERM);
	calls();
}

/* What changes a thread alone leaves the others of its process as they are. */
static void *alone(void *uid)
{
	must("setresuid", syscall(SYS_setresuid, -1, (long)uid, -1));
	calls();
	return NULL;
}

static void threads(void)
{
	pthread_t ids[3];
	long users[] = {33, 1000, 0}, i;

	for (i = 0; i < 3; i++)
		must("pthread_create", pthread_create(&ids[i], NULL, alone, (void *)users[i]));
	calls();
	for (i = 0; i < 3; i++)
		pthread_join(ids[i], NULL);
	calls();
}

/* A program that makes its caller user 33. */
static void privileged_program(void)
{
	must("setresuid", setresuid(1000, 1000, 1000));
	calls();
	become(copy);
}

/* Users 0 and 1 of the namespace are 33 and 1000 of the machine. */
static void own_namespace(void)
{
	int ready[2], mapped[2], file;
	char path[64], byte;
	pid_t child;

	must("pipe", pipe(ready) || pipe(mapped));
	child = fork();
	if (!child) {
		must("unshare", unshare(CLONE_NEWUSER));
		calls();
		must("pipes", write(ready[1], "r", 1) != 1 || read(mapped[0], &byte, 1) != 1);
		must("setresuid 0", setresuid(0, 0, 0));
		calls();
		if (!fork()) {
			calls();
			must("setresuid 1", setresuid(1, 1, 1));
			calls();
			become(self);
		}
		wait(NULL);
		become(self);
	}
	must("pipe", read(ready[0], &byte, 1) != 1);
	snprintf(path, sizeof(path), "/proc/%d/uid_map", child);
	file = open(path, O_WRONLY);
	must("uid_map", file < 0 || write(file, "0 33 1\n1 1000 1\n", 16) != 16);
	must("pipe", write(mapped[1], "m", 1) != 1);
	waitpid(child, NULL, 0);
}

static void make_copy(void)
{
	char command[512];

	snprintf(command, sizeof(command), "cp %s %s", self, copy);
	must("cp", system(command));
	must("chown", chown(copy, 33, -1) || chmod(copy, 04755));
}

int main(int argc, char **argv)
{
	void (*const kinds[])(void) = {sets_and_starts, toggles, threads, privileged_program,
				       own_namespace};
	int i, status, wrong = 0;

	if (argc < 2) {
		calls();
		return 0;
	}
	self = realpath("/proc/self/exe", NULL);
	copy = argv[1];
	make_copy();
	for (i = 0; i < 5; i++) {
		if (!fork()) {
			kinds[i]();
			_exit(0);
		}
		wait(&status);
		wrong |= status;
	}
	return wrong != 0;
}
