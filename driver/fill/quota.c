// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of quotactl.
 * events.c calls each function here where a row of events.def has FN(name).
 */
#include <linux/fs.h>
#include <linux/time64.h>
#include <linux/quota.h>
#include <linux/string.h>

#include "fill/fill.h"
#include "fill/puts.h"

#define QUOTA_OPERATION(f)	((u32)(f)->args[0] >> SUBCMDSHIFT)

static u32 quota_format_bit(u32 format)
{
	static const struct sonde_bit table[] = {
		{ QFMT_VFS_OLD, 2 }, { QFMT_VFS_V0, 4 }, { QFMT_VFS_V1, 8 },
	};
	u32 bit = NUMBER(table, format);

	return bit ? bit : 1;
}

static bool read_quota(struct sonde_fill *f, struct if_dqblk *block)
{
	u32 operation = QUOTA_OPERATION(f);

	memset(block, 0, sizeof(*block));
	if (operation != (Q_GETQUOTA & 0xffffff) && operation != (Q_SETQUOTA & 0xffffff))
		return false;
	return f->ret == 0 && sonde_read_user(f, block, f->args[3], sizeof(*block));
}

static bool read_quota_info(struct sonde_fill *f, struct if_dqinfo *info)
{
	u32 operation = QUOTA_OPERATION(f);

	memset(info, 0, sizeof(*info));
	if (operation != (Q_GETINFO & 0xffffff) && operation != (Q_SETINFO & 0xffffff))
		return false;
	return f->ret == 0 && sonde_read_user(f, info, f->args[3], sizeof(*info));
}

PUT(quota_file)
{
	if (QUOTA_OPERATION(f) == (Q_QUOTAON & 0xffffff))
		sonde_put_user_text(f, f->args[3]);
	else
		sonde_put_empty(f);
}

#define PUT_QUOTA(name, member, mask)						\
	PUT(name)								\
	{									\
		struct if_dqblk block;						\
		bool there = read_quota(f, &block) && (block.dqb_valid & (mask)); \
										\
		sonde_put_integer(f, there ? block.member : 0, bytes);		\
	}

PUT_QUOTA(quota_block_hard, dqb_bhardlimit, QIF_BLIMITS)
PUT_QUOTA(quota_block_soft, dqb_bsoftlimit, QIF_BLIMITS)
PUT_QUOTA(quota_space, dqb_curspace, QIF_SPACE)
PUT_QUOTA(quota_inode_hard, dqb_ihardlimit, QIF_ILIMITS)
PUT_QUOTA(quota_inode_soft, dqb_isoftlimit, QIF_ILIMITS)
PUT_QUOTA(quota_block_time, dqb_btime, QIF_BTIME)
PUT_QUOTA(quota_inode_time, dqb_itime, QIF_ITIME)

#define PUT_QUOTA_INFO(name, member, mask)					\
	PUT(name)								\
	{									\
		struct if_dqinfo info;						\
		bool there = read_quota_info(f, &info) && (info.dqi_valid & (mask)); \
										\
		sonde_put_integer(f, there ? info.member : 0, bytes);		\
	}

PUT_QUOTA_INFO(quota_block_grace, dqi_bgrace, IIF_BGRACE)
PUT_QUOTA_INFO(quota_inode_grace, dqi_igrace, IIF_IGRACE)
PUT_QUOTA_INFO(quota_info_flags, dqi_flags, IIF_FLAGS)

PUT(quota_format_out)
{
	u32 format = 0;

	if (f->ret == 0 && QUOTA_OPERATION(f) == (Q_GETFMT & 0xffffff) &&
	    sonde_read_user(f, &format, f->args[3], sizeof(format)))
		sonde_put_integer(f, quota_format_bit(format), bytes);
	else
		sonde_put_integer(f, 1, bytes);
}

PUT(quota_command)
{
	static const struct sonde_bit table[] = {
		{ Q_QUOTAON & 0xffffff, 1 }, { Q_QUOTAOFF & 0xffffff, 2 },
		{ Q_GETFMT & 0xffffff, 4 }, { Q_GETINFO & 0xffffff, 8 },
		{ Q_SETINFO & 0xffffff, 0x10 }, { Q_GETQUOTA & 0xffffff, 0x20 },
		{ Q_SETQUOTA & 0xffffff, 0x40 }, { Q_SYNC & 0xffffff, 0x80 },
		{ 0x5801, 0x100 }, { 0x5802, 0x200 }, { 0x5803, 0x400 }, { 0x5804, 0x800 },
		{ 0x5805, 0x1000 }, { 0x5806, 0x2000 }, { 0x5807, 0x4000 },
	};

	sonde_put_integer(f, NUMBER(table, QUOTA_OPERATION(f)), bytes);
}

PUT(quota_type)
{
	u32 type = f->args[0] & SUBCMDMASK;

	sonde_put_integer(f, type == USRQUOTA ? 1 : type == GRPQUOTA ? 2 : 0, bytes);
}

PUT(quota_id)
{
	u32 operation = QUOTA_OPERATION(f);
	bool used = operation == (Q_GETQUOTA & 0xffffff) || operation == (Q_SETQUOTA & 0xffffff) ||
		    operation == 0x5803 || operation == 0x5804;

	sonde_put_integer(f, used ? f->args[2] : 0, bytes);
}

PUT(quota_format)
{
	bool used = QUOTA_OPERATION(f) == (Q_QUOTAON & 0xffffff);

	sonde_put_integer(f, used ? quota_format_bit(f->args[2]) : 1, bytes);
}
