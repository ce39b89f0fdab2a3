# SPDX-License-Identifier: GPL-2.0
"""The exercises and what is made of them: each is one file of C in CHAPTER/exercises, its
suite NAME_kunit.c beside it, a solution in solutions/, and in wrong/ patches that make the
solution wrong in one way. Imported by exercise and mistake."""
import functools
import glob
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
CHAPTERS = {"allocators": "5.1, 5.2", "slab": "5.3", "percpu": "5.4", "dma": "5.5, 5.6", "mmio": "5.7", "mmap": "5.8"}


def die(why):
    sys.exit("kmemlab: " + why)


child = None


def interrupted(number, _frame):
    """The scripts end what they have started. They are told once: a second signal, which a
    terminal sends to all, would end one that is tidying up."""
    signal.signal(number, signal.SIG_IGN)
    if child and child.poll() is None:
        child.terminate()
        child.wait()
    sys.exit(128 + number)


for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(wanted, interrupted)


def script(*args, env=None, output=subprocess.PIPE, errors=None, check=True):
    """A script of ours: what it prints, and its status. Its failure is ours if @check."""
    global child
    child = subprocess.Popen([os.path.join(TOP, "scripts", args[0]), *args[1:]], stdin=subprocess.DEVNULL, start_new_session=True,
                             stdout=output, stderr=errors, text=True, errors="replace", env=dict(os.environ, **(env or {})))
    said, wrong = child.communicate()
    if check and child.returncode:
        sys.exit(child.returncode)
    return said, wrong, child.returncode


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def read_written(path):
    """What a reader's editor has written may be in any encoding, or not there."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def read_json(path):
    """What was kept there, or nothing."""
    try:
        return json.loads(read(path))
    except (OSError, ValueError):
        return {}


@functools.lru_cache(maxsize=None)
def work_dir():
    return script("where", "work")[0].strip()


def work(*names):
    """A file in the folder of this checkout's builds."""
    return os.path.join(work_dir(), *names)


class Exercise:
    def __init__(self, suite):
        self.folder, name = os.path.split(suite)
        self.chapter = os.path.basename(os.path.dirname(self.folder))
        self.name = name[:-len("_kunit.c")]
        self.id = self.chapter + "-" + self.name
        self.file = os.path.join(self.folder, self.name + ".c")
        self.solution = os.path.join(self.folder, "solutions", self.name + ".c")
        self.text = read_written(self.file)
        # A reader may have replaced all of it: the task is that of the file as it was.
        head = (self.text if " * Task: " in self.text else self.skeleton()).partition("*/")[0]
        task = re.search(r"(?ms)^ \* Task: (.*?)(?=^ \*$)", head)
        self.task = " ".join(re.sub(r"^ \* ?", "", line) for line in task.group(1).splitlines()) if task else ""
        about = re.search(r"\(chapter ([\d.]+), ([^)]*)\)", head)
        self.number, self.level = about.groups() if about else ("", "")

    def first_sentence(self):
        return self.task.split(". ")[0].rstrip(".") + "."

    def answer(self):
        return read(self.solution)

    def suite(self):
        return read(os.path.join(self.folder, self.name + "_kunit.c"))

    def hint(self):
        text = re.search(r"(?ms)^ \* (Hint: .*?)^ \*/", self.answer()).group(1)
        return " ".join(re.sub(r"^ \* ?", "", line) for line in text.splitlines())

    def wrong(self):
        return [Wrong(self, path) for path in sorted(glob.glob(os.path.join(self.folder, "wrong", self.name + "-*.patch")))]

    def handed_out(self):
        """The file as git knows it, whatever the reader has made of it, and has committed; None
        without git."""
        path = os.path.relpath(self.file, TOP)

        def git(*args):
            return subprocess.run(["git", "-C", TOP, *args], text=True, check=False, errors="replace",
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        texts = [git("show", "%s:./%s" % (commit, path)) for commit in git("log", "--format=%H", "--", path).split()]
        # The one in which most is to be done; of equals the newest.
        return max((text for text in texts if " * Task: " in text), key=lambda text: text.count("TODO"), default=None)

    def skeleton(self):
        return self.handed_out() or self.text


class Wrong:
    """A typical wrong answer: the solution, and a patch."""

    def __init__(self, exercise, path):
        self.exercise, self.path = exercise, path
        self.name = os.path.basename(path)[len(exercise.name) + 1:-len(".patch")]
        self.id = exercise.id + "-" + self.name
        text = read(path)
        self.mistake, self.tool, self.says = (re.search(r"(?m)^%s: (.*)$" % key, text).group(1)
                                              for key in ("Mistake", "Caught-by", "Says"))
        self.diff = text[text.index("--- a/"):]

    def text(self):
        """The solution with the mistake in it."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, self.exercise.name + ".c")
            write(path, self.exercise.answer())
            # Not the repository that the folder may lie in.
            done = subprocess.run(["git", "apply"], input=self.diff, text=True, cwd=folder, stderr=subprocess.PIPE, check=False,
                                  env=dict(os.environ, GIT_CEILING_DIRECTORIES=os.path.dirname(folder)))
            if done.returncode:
                die("%s does not fit %s: %s" % (self.path, self.exercise.solution, done.stderr.strip()))
            return read(path)


def all_exercises():
    order = list(CHAPTERS)
    found = [Exercise(path) for path in sorted(glob.glob(os.path.join(TOP, "*/exercises/*_kunit.c")))]
    return sorted(found, key=lambda exercise: order.index(exercise.chapter))


def find(name):
    for exercise in all_exercises():
        if exercise.id == name:
            return exercise
    return die("EX=%s is no exercise: make exercise lists them" % name)


def write(path, text):
    """Only if it is another text: make looks at dates."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path) and read_written(path) == text:
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def link(path, target):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.islink(path):
        os.symlink(target, path)


def stage(name, variants):
    """A folder of modules, for M=: a module for each (exercise, variant, text). The names of
    the modules, in the same order."""
    folder = work("exercises-" + name)
    wanted, names = {"Kbuild"}, []
    kbuild = ["# SPDX-License-Identifier: GPL-2.0"]
    needs = ""
    for source in ["kmemlab.h"] + [os.path.relpath(path, TOP) for path in glob.glob(os.path.join(TOP, "tests/*.[ch]"))
                                   + glob.glob(os.path.join(TOP, "mmio/*.h"))]:
        link(os.path.join(folder, source), os.path.join(TOP, source))
        wanted.add(source)
    for exercise, variant, text in variants:
        place = os.path.join(exercise.chapter, exercise.name + "-" + variant)
        write(os.path.join(folder, place, exercise.name + ".c"), text)
        for other in (exercise.name + ".h", exercise.name + "_kunit.c"):
            link(os.path.join(folder, place, other), os.path.join(exercise.folder, other))
        wanted.update(os.path.join(place, exercise.name + end) for end in (".c", ".h", "_kunit.c"))
        module = "ex_" + (exercise.id + "_" + variant).replace("-", "_")
        names.append(module)
        kbuild += ["obj-m += %s.o" % module, "%s-y := %s/%s.o %s/%s_kunit.o" % (module, place, exercise.name, place, exercise.name)]
        needs += exercise.suite()
    if "tests/dma_device.h" in needs:
        kbuild += ["obj-m += dma-device.o", "dma-device-y := tests/dma_device.o"]
    if "tests/exercise_edu.h" in needs:
        kbuild += ["ifneq ($(CONFIG_UML),)", "obj-m += edu-model.o", "edu-model-y := tests/edu_model.o tests/two_copies.o", "else",
                   "obj-m += edu-device.o", "edu-device-y := tests/edu_device.o", "endif"]
    write(os.path.join(folder, "Kbuild"), "\n".join(kbuild) + "\n")
    for root, folders, files in os.walk(folder, topdown=False):
        for file in files:
            path = os.path.join(root, file)
            if os.path.relpath(path, folder) not in wanted:
                os.remove(path)
        for sub in folders:
            if not os.listdir(os.path.join(root, sub)):
                os.rmdir(os.path.join(root, sub))
    return folder, names


def boot(folder, kind, version, leaks=False, fresh=False, first=()):
    """What the kernel said while each module of the folder was loaded: {name: lines}. After one
    that ends the kernel it goes on with the next. None and the reason if nothing was built.
    @leaks: what each has lost is said as well; what is lost by none of them is in "leaks".
    @fresh: after one that has switched lockdep off, which its first report and one of KASAN's
    do, the next has a kernel of its own. @first: the names of those that come first."""
    # By itself, so that one sees what takes minutes.
    script("kernels", kind, version, output=subprocess.DEVNULL)
    env = {"M": folder, "KERNEL": version, "CHAPTER": "", "KSRC": "", "KMEMLAB_RESULTS": work("results", "exercises"),
           # A mistake may hang.
           "VM_STALL": os.environ.get("VM_STALL", "90"),
           "VM_TIMEOUT": os.environ.get("VM_TIMEOUT", str(60 + 10 * read(os.path.join(folder, "Kbuild")).count("obj-m")))}
    os.makedirs(env["KMEMLAB_RESULTS"], exist_ok=True)
    sections, ended, after = {"leaks": []}, [], None
    while True:
        said, wrong, _ = script("vm", kind, version, "exercises", "slab_nomerge", "kasan_multi_shot",
                                *(["time-travel", "KMEMLAB_LEAKS=1"] if leaks else []), *(["KMEMLAB_FRESH=1"] if fresh else []),
                                *(["KMEMLAB_AFTER=" + after] if after else []), "KMEMLAB_SKIP=" + ",".join(ended),
                                "KMEMLAB_FIRST=" + ",".join(first),
                                env=env, errors=subprocess.PIPE, check=False)
        found, name = parts(said)
        leaked = sections["leaks"] + found.pop("leaks", [])
        sections = {**sections, **found, "leaks": leaked}
        if "end" in found:
            return credit(sections), None
        if "more" in found:
            *_, after, _ = found  # the last one before "more"
            continue
        if not name or name in ended:
            return None, (wrong.strip().split("\n") or ["no word of why"])[-1]
        # It ended the kernel: what the log has of it.
        with open(os.path.join(env["KMEMLAB_RESULTS"], "kernel.log"), encoding="utf-8", errors="replace") as file:
            log = file.read().split("kmemlab-guest: case %s\n" % name)[-1]
        sections[name] = [re.sub(r"^\[[^]]*\] ", "", line) for line in log.split("\n")] + \
            ["the kernel ended: " + (wrong.strip().split("\n") or [""])[-1].removeprefix("kmemlab: ")]
        ended.append(name)
        # What is lost is known at the end alone: then all the others once more.
        if not leaks:
            after = name


def parts(said):
    """What stands between "=== NAME" and "--- NAME", by name, and the name that has no end."""
    sections, name = {}, None
    for line in said.split("\n"):
        found = re.match(r"(===|---) (\S+)$", line)
        if found:
            name = found.group(2) if found.group(1) == "===" else None
            if name:
                sections[name] = []
        elif name:
            sections[name].append(line)
    return sections, name


def credit(sections):
    """Each lost object stands below who lost it."""
    loser, rest = None, []
    for line in sections.get("leaks", []):
        if line.startswith("lost by "):
            loser = sections.get(line.removeprefix("lost by "))
        else:
            (rest if loser is None else loser).append(line)
    return {**sections, "leaks": rest}


def failed_cases(lines):
    """The names of the cases that failed."""
    return re.findall(r"(?m)^ *not ok \d+ (\w+)", "\n".join(lines))


def passed(lines):
    return not failed_cases(lines) and any(re.match(r"ok \d+ exercise_", line) for line in lines)


def reports(lines):
    """What the kernel or a checker has reported, less what a suite has announced."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n")
        log.flush()
        done = subprocess.run([os.path.join(TOP, "scripts/kernel-log"), log.name], text=True, check=False, stderr=subprocess.PIPE)
    said = [re.sub(r"^\d+: (report: )?", "", line) for line in done.stderr.split("\n")
            if line and "the kernel log has reports" not in line]
    # What the guest has found is no line of the log.
    return said + [line for line in lines if line.startswith("left mapped: ")]


def state_of(*texts):
    state = hashlib.sha256()
    for text in texts:
        state.update(text.encode())
    return state.hexdigest()


def fill_table(lines, at, rows):
    """Put the rows in the place of the table below line @at."""
    end = at + 1
    while end < len(lines) and lines[end].startswith("|"):
        end += 1
    changed = lines[at + 1:end] != rows
    lines[at + 1:end] = rows
    return changed
