/* SPDX-License-Identifier: Apache-2.0
 * app/exit.h - exit codes of the command. UNFINISHED is EX_TEMPFAIL of sysexits.h: the same command run again goes on, which is
 * what Slurm's RequeueExit=75 makes of it. */
#ifndef TSR_APP_EXIT_H
#define TSR_APP_EXIT_H

enum { EXIT_ASSESSED = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NOT_ASSESSABLE = 3, EXIT_UNFINISHED = 75 };

#endif
