/*
 * Signals for all processes below this one; table_storm.c holds its storm still with it.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef SONDE_TESTS_LIVE_TELL_ALL_H
#define SONDE_TESTS_LIVE_TELL_ALL_H

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sends `number` to all below `root`. Returns how many of them were in none of the given states. */
static int tell_all(int number, const char* states) {
  static int below[65536];
  static int known;
  int before, others = 0;
  DIR* proc;

  known = 0;
  below[known++] = getpid();
  do { /* a parent may stand behind its child */
    struct dirent* entry;

    before = known;
    proc = opendir("/proc");
    while ((entry = readdir(proc))) {
      int pid = atoi(entry->d_name), parent, i;
      char path[64], text[512], state, *end;
      FILE* file;

      for (i = 0; i < known && below[i] != pid; i++)
        ;
      if (!pid || i < known) continue;
      snprintf(path, sizeof(path), "/proc/%d/stat", pid);
      file = fopen(path, "re");
      if (!file) continue;
      if (fgets(text, sizeof(text), file) && (end = strrchr(text, ')')) &&
          sscanf(end + 1, " %c %d", &state, &parent) == 2) {
        for (i = 0; i < known && below[i] != parent; i++)
          ;
        if (i < known && known < 65536) {
          below[known++] = pid;
          others += !strchr(states, state);
          if (state != 'Z') kill(pid, number);
        }
      }
      fclose(file);
    }
    closedir(proc);
  } while (known != before);
  return number == SIGKILL ? known - 1 : others;
}

#endif
