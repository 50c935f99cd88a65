# SPDX-License-Identifier: Apache-2.0
"""A Slurm of two nodes on this machine, all of it in one folder; it ends what it started and nothing else."""
import glob
import os
import signal
import socket
import subprocess
import time


def processes():
    """Numbers of all processes."""
    return [int(path.split("/")[2]) for path in glob.glob("/proc/[0-9]*")]


def read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as f:
            return f.read()
    except OSError:
        return b""


def parent_of(pid):
    fields = read(pid, "stat").rsplit(b")", 1)
    return int(fields[1].split()[1]) if len(fields) == 2 else 0


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Slurm:
    NODES = ("node1", "node2")

    def __init__(self, folder):
        self.folder = folder
        self.daemons = {}
        self.environment = {**os.environ, "SLURM_CONF": self.path("slurm.conf")}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(self.path(name), mode)

    def configure(self):
        control, *ports = free_ports(1 + len(self.NODES))
        os.chmod(self.folder, 0o755)
        for name in ("state", "munge", *(f"spool.{node}" for node in self.NODES)):
            os.mkdir(self.path(name))
        with open(os.open(self.path("munge", "key"), os.O_CREAT | os.O_WRONLY, 0o400), "wb") as f:
            f.write(os.urandom(128))
        nodes = "".join(f"NodeName={node} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={port} CPUs=1 RealMemory=1000\n"
                        for node, port in zip(self.NODES, ports))
        self.write("slurm.conf", f"""ClusterName=tonsure
SlurmctldHost={socket.gethostname()}(127.0.0.1)
SlurmctldPort={control}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={self.path('munge', 'socket')}
StateSaveLocation={self.path('state')}
SlurmdSpoolDir={self.path('spool.%n')}
SlurmctldPidFile={self.path('slurmctld.pid')}
SlurmdPidFile={self.path('slurmd.%n.pid')}
SlurmctldLogFile={self.path('slurmctld.log')}
SlurmdLogFile={self.path('slurmd.%n.log')}
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=5
RequeueExit=75
KillWait=2
{nodes}PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
""")
        self.write("cgroup.conf", "CgroupPlugin=cgroup/v1\n")

    def spawn(self, name, *command):
        log = open(self.path(name + ".out"), "ab")
        self.daemons[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()

    def start_node(self, node):
        self.spawn(node, "slurmd", "-D", "-N", node)

    def start(self):
        self.configure()
        munge = lambda name: self.path("munge", name)
        self.spawn("munged", "munged", "--foreground", "--force", f"--socket={munge('socket')}", f"--key-file={munge('key')}",
                   f"--pid-file={munge('pid')}", f"--log-file={munge('log')}", f"--seed-file={munge('seed')}")
        wait_for(lambda: os.path.exists(munge("socket")), 60, "munged")
        self.spawn("slurmctld", "slurmctld", "-D")
        for node in self.NODES:
            self.start_node(node)
        wait_for(lambda: self.run("sinfo", "-h", "-o", "%D %t").strip() == "2 idle", 120, "two idle nodes")

    def run(self, *command, check=False):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        if check and done.returncode:
            raise AssertionError(f"{command}: {done.stderr}")
        return done.stdout

    def ours(self, node=None):
        """Processes of jobs of this Slurm (on a node), with the slurmstepd above them."""
        mark = b"SLURM_CONF=" + self.path("slurm.conf").encode() + b"\0"
        found = {pid for pid in processes() if mark in read(pid, "environ") + b"\0" and pid != os.getpid()
                 and (node is None or b"SLURMD_NODENAME=" + node.encode() + b"\0" in read(pid, "environ"))}
        found -= {daemon.pid for daemon in self.daemons.values()}
        return found | {parent_of(pid) for pid in found if read(parent_of(pid), "comm").startswith(b"slurmstepd")}

    def kill_node(self, node):
        """As by a power cut: daemon, job steps and jobs at once."""
        self.daemons[node].kill()
        self.daemons.pop(node).wait()
        for pid in self.ours(node):
            kill(pid)

    def stop(self):
        for name in reversed(list(self.daemons)):
            self.daemons[name].terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.daemons = {}
        for pid in self.ours():
            kill(pid)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"no {what} within {seconds} s")
        time.sleep(0.02)
