/* The floor under every reader built on libcsv: one pass over a file with callbacks that do nothing.
 *
 *   cc -O2 -o floor floor.c -lcsv -lpthread
 *   floor FILE [THREADS]
 *
 * With one thread the file goes through one parser; with more, each thread takes 2 MiB blocks cut at line breaks
 * (so only files without quoted line breaks are parsed rightly). Prints seconds, bytes and records.
 */
#define _GNU_SOURCE
#include <csv.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 2 << 20 };

static int file;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *carry;
static size_t carry_length, carry_room;
static long long total_bytes, total_records;

static void field_ended(void *field, size_t length, void *context) {
    (void)field, (void)length, (void)context;
}

static void record_ended(int terminator, void *context) {
    (void)terminator;
    ++*(long long *)context;
}

/* The next block of whole lines, in a buffer that grows for a line that is longer. 0 at the end. */
static size_t take(char **buffer, size_t *room) {
    pthread_mutex_lock(&lock);
    size_t length = carry_length, cut = 0;
    while (1) {
        if (*room < length + BLOCK) *buffer = realloc(*buffer, *room = length + BLOCK);
        if (carry_length) memcpy(*buffer, carry, carry_length), carry_length = 0;
        ssize_t got = read(file, *buffer + length, BLOCK);
        if (got < 0) perror("read"), exit(1);
        length += (size_t)got;
        total_bytes += got;
        if (got == 0) {
            cut = length;
            break;
        }
        char *end = memrchr(*buffer, '\n', length);
        if (end) {
            cut = (size_t)(end + 1 - *buffer);
            break;
        }
    }
    size_t rest = length - cut;
    if (carry_room < rest) carry = realloc(carry, carry_room = rest);
    memcpy(carry, *buffer + cut, rest);
    carry_length = rest;
    pthread_mutex_unlock(&lock);
    return cut;
}

static void *work(void *unused) {
    struct csv_parser parser;
    char *buffer = NULL;
    size_t room = 0, length;
    long long records = 0;
    csv_init(&parser, 0);
    while ((length = take(&buffer, &room)) > 0) csv_parse(&parser, buffer, length, field_ended, record_ended, &records);
    csv_fini(&parser, field_ended, record_ended, &records);
    csv_free(&parser);
    free(buffer);
    __atomic_fetch_add(&total_records, records, __ATOMIC_RELAXED);
    return unused;
}

int main(int count, char **arguments) {
    int threads = count > 2 ? atoi(arguments[2]) : 1;
    if (count < 2 || threads < 1 || threads > 256) return fprintf(stderr, "usage: floor FILE [THREADS]\n"), 64;
    file = open(arguments[1], O_RDONLY);
    if (file < 0) return perror(arguments[1]), 66;

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    pthread_t workers[256];
    for (int i = 1; i < threads; i++) pthread_create(&workers[i], NULL, work, NULL);
    work(NULL);
    for (int i = 1; i < threads; i++) pthread_join(workers[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
    printf("%.6f s %lld bytes %lld records\n", seconds, total_bytes, total_records);
    return 0;
}
