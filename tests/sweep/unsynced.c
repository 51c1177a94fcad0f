/* A disk whose power can be cut, preloaded into a process: the folder UNSYNCED_KEPT holds what that disk would.
 *
 * The most adverse reading of POSIX: a file's bytes are those of the last time that it was synced, and a folder's names
 * those of the last time that the folder was. Whatever was written, made, renamed or deleted since is as if it never was.
 * What a real disk may keep besides, in whole or torn, lies between this and a process that is merely killed.
 *
 * Kept under the number of its inode is, of a file, its bytes; of a folder, a line "number kind name" for each name.
 * A second link to each file holds its number, so that no other file gets it.
 *
 * UNSYNCED_CUT: at this sync, counted from 0, the process dies, before anything of it is on the disk.
 * UNSYNCED_DEAF: files whose name ends so are never synced, for proving that the test notices. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static long syncs;

/* A disk that is not what the test takes it for must not let it pass. */
static void must(int good, const char *what) {
    if (!good) {
        dprintf(STDERR_FILENO, "unsynced: %s: %m\n", what);
        _exit(99);
    }
}

/* By the descriptor at hand: to open a file once more and close it would take SQLite's locks on it away. */
static void bytes(int from, FILE *to) {
    char part[65536];
    off_t at = 0;
    ssize_t length;
    while ((length = pread(from, part, sizeof part, at)) > 0) {
        must(fwrite(part, 1, length, to) == (size_t)length, "write");
        at += length;
    }
    must(length == 0, "read");
}

static void hold(int folder, const char *name, const char *kept, unsigned long number) {
    char held[PATH_MAX];
    snprintf(held, sizeof held, "%s/held.%lu", kept, number);
    linkat(folder, name, AT_FDCWD, held, AT_SYMLINK_FOLLOW);
}

static void names(int folder, const char *kept, FILE *to) {
    DIR *entries = fdopendir(openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    must(entries != NULL, "list");
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct stat found;
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (fstatat(folder, entry->d_name, &found, AT_SYMLINK_NOFOLLOW)) continue;
        int is_folder = S_ISDIR(found.st_mode);
        if (!is_folder) hold(folder, entry->d_name, kept, found.st_ino);
        fprintf(to, "%lu %s %s\n", (unsigned long)found.st_ino, is_folder ? "folder" : "file", entry->d_name);
    }
    closedir(entries);
}

static void keep(int descriptor, const char *kept) {
    char half[PATH_MAX], whole[PATH_MAX], open[64];
    struct stat found;
    must(fstat(descriptor, &found) == 0, "look");
    snprintf(open, sizeof open, "/proc/self/fd/%d", descriptor);
    snprintf(half, sizeof half, "%s/half", kept);
    snprintf(whole, sizeof whole, "%s/%lu", kept, (unsigned long)found.st_ino);
    FILE *to = fopen(half, "we");
    must(to != NULL, "open");
    if (S_ISDIR(found.st_mode)) names(descriptor, kept, to);
    else bytes(descriptor, to), hold(AT_FDCWD, open, kept, found.st_ino);
    must(fclose(to) == 0 && rename(half, whole) == 0, "keep");
    snprintf(whole, sizeof whole, "%s/syncs", kept);
    to = fopen(whole, "we");
    must(to != NULL && fprintf(to, "%ld", syncs) > 0 && fclose(to) == 0, "count");
}

static int is_deaf(int descriptor) {
    const char *end = getenv("UNSYNCED_DEAF");
    if (!end) return 0;
    char open[64], path[PATH_MAX];
    snprintf(open, sizeof open, "/proc/self/fd/%d", descriptor);
    ssize_t before = readlink(open, path, sizeof path) - (ssize_t)strlen(end);
    return before >= 0 && !memcmp(path + before, end, strlen(end));
}

static int synced(int descriptor, const char *name) {
    const char *kept = getenv("UNSYNCED_KEPT"), *cut = getenv("UNSYNCED_CUT");
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    must(kept != NULL && real != NULL, "begin");
    pthread_mutex_lock(&turn);
    if (cut && syncs == atol(cut)) kill(getpid(), SIGKILL);
    syncs++;
    int outcome = real(descriptor);
    if (outcome == 0 && !is_deaf(descriptor)) keep(descriptor, kept);
    pthread_mutex_unlock(&turn);
    return outcome;
}

int fsync(int descriptor) { return synced(descriptor, "fsync"); }
int fdatasync(int descriptor) { return synced(descriptor, "fdatasync"); }
