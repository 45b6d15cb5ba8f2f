"""A supervised command on Windows: a job object that holds it and everything below it.

Written after the documentation of job objects (``CreateJobObjectW``, ``JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE``) and of
console process groups; it has not been run. The command starts suspended and is put into the job before its first
instruction, so that nothing it starts is outside of it.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":  # pragma: no cover
    import ctypes
    import signal
    import subprocess
    import threading
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import suppress
    from ctypes import wintypes

    from counterseal.agents.process_tree import Process
    from counterseal.errors import KnownError, NotFound

    CREATE_SUSPENDED = 0x4
    EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
    ACCOUNTING = 1  # JobObjectBasicAccountingInformation
    KILL_ON_JOB_CLOSE = 0x2000

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    class _Accounting(ctypes.Structure):
        _fields_ = (
            ("TotalUserTime", ctypes.c_int64),
            ("TotalKernelTime", ctypes.c_int64),
            ("ThisPeriodTotalUserTime", ctypes.c_int64),
            ("ThisPeriodTotalKernelTime", ctypes.c_int64),
            ("TotalPageFaultCount", wintypes.DWORD),
            ("TotalProcesses", wintypes.DWORD),
            ("ActiveProcesses", wintypes.DWORD),
            ("TotalTerminatedProcesses", wintypes.DWORD),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _native = ctypes.WinDLL("ntdll")
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    _kernel.QueryInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
        ctypes.c_void_p,
    )
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _native.NtResumeProcess.argtypes = (wintypes.HANDLE,)

    class WindowsTree:
        """The command in its job. A job is ended as a whole, so its processes are told apart by number only."""

        def __init__(self) -> None:
            self._child: subprocess.Popen[bytes] | None = None
            self._news = threading.Event()
            self._asked = False
            self._job = _kernel.CreateJobObjectW(None, None)
            if not self._job:
                raise _refused("No job object could be made")
            limits = _ExtendedLimits()
            # Should this process be killed, the system ends the job with its last handle.
            limits.BasicLimitInformation.LimitFlags = KILL_ON_JOB_CLOSE
            if not _kernel.SetInformationJobObject(
                self._job, EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
            ):
                raise _refused("The job object could not be set up")

        def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | CREATE_SUSPENDED
            try:
                self._child = subprocess.Popen(list(command), env=dict(environment), creationflags=flags)  # noqa: S603
            except OSError as error:
                self.close()
                code = "not_found" if isinstance(error, FileNotFoundError) else "not_executable"
                raise NotFound("This command cannot be run", where=f"{command[0]}: {error}", code=code) from error
            handle = int(self._child._handle)  # type: ignore[attr-defined]
            if not _kernel.AssignProcessToJobObject(self._job, handle):
                self._child.kill()
                raise _refused("The command could not be put into its job")
            _native.NtResumeProcess(handle)
            # Ctrl+C reaches only our group; the command, in one of its own, is told by us.
            signal.signal(signal.SIGINT, lambda _number, _frame: self._break())

        def poll(self) -> int | None:
            return None if self._child is None else self._child.poll()

        def wait(self, seconds: float) -> None:
            # Short, because no event of a job wakes us.
            self._news.wait(min(seconds, 0.05))
            self._news.clear()

        def wake(self) -> None:
            self._news.set()

        def resume(self) -> None:
            """There is no Ctrl+Z here."""

        def alive(self) -> list[Process]:
            found = _Accounting()
            _kernel.QueryInformationJobObject(self._job, ACCOUNTING, ctypes.byref(found), ctypes.sizeof(found), None)
            return [Process(number, 0, "process of the job") for number in range(found.ActiveProcesses)]

        def ask(self, processes: Iterable[Process]) -> None:
            if not self._asked:
                self._asked = True
                self._break()

        def force(self, processes: Iterable[Process]) -> None:
            _kernel.TerminateJobObject(self._job, 1)

        def close(self) -> None:
            if self._job:
                _kernel.CloseHandle(self._job)
                self._job = None

        def _break(self) -> None:
            if self._child is not None and self._child.poll() is None:
                with suppress(OSError):
                    self._child.send_signal(signal.CTRL_BREAK_EVENT)

    def _refused(what: str) -> KnownError:
        return KnownError(what, where=ctypes.FormatError(ctypes.get_last_error()), code="job_object")
