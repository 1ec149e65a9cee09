// Linux: `renameat2`, which glibc declares for _GNU_SOURCE only, so that Swift does not see it.
#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// Exchanges what two paths of one file system name, at once: at no moment does either name nothing. 0, or the error's number.
static inline int exchange_names(const char *one, const char *other) {
    const unsigned int exchange = 1U << 1; // RENAME_EXCHANGE of <linux/fs.h>
    return syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, exchange) == 0 ? 0 : errno;
}
