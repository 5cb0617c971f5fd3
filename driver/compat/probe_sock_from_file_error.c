// SPDX-License-Identifier: GPL-2.0-only
/* Does sock_from_file() return its error through a pointer? */
#include <linux/net.h>

struct socket *probe(struct file *file, int *error);
struct socket *probe(struct file *file, int *error)
{
	return sock_from_file(file, error);
}
