"""Records how the unchanged Python MLflow client talks to a real MLflow tracking server.

    mlflow_record.py OUTDIR main [section ...]     record (mlflow, tensorflow and scikit-learn needed for the autolog section)
    mlflow_record.py --verify OUTDIR                       replay OUTDIR/*.jsonl against a fresh real server, strictly

A fresh server (SQLite, artifacts proxied) is started in a temporary folder, a recording proxy in front of it; each client call is a line of source text, run
as written and kept as the label of the exchanges it causes.
"""
import json, os, shutil, subprocess, sys, tempfile, time, traceback, urllib.request, socket

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
S = "zq0"


def free_port():
    with socket.socket() as s: s.bind(("127.0.0.1", 0)); return s.getsockname()[1]


class Server:
    def __init__(self):
        self.dir, self.port = tempfile.mkdtemp(prefix="mlrec"), free_port()
        env = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "LOGNAME": "alice", "USER": "alice", "HOME": self.dir}
        self.p = subprocess.Popen([sys.executable, "-m", "mlflow", "server", "--backend-store-uri", f"sqlite:///{self.dir}/db.sqlite", "--artifacts-destination", f"{self.dir}/artifacts",
                                   "--serve-artifacts", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"], cwd=self.dir, env=env,
                                  stdout=open(self.dir + "/log", "w"), stderr=subprocess.STDOUT, start_new_session=True)
        for _ in range(240):
            try: urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health"); return
            except OSError: time.sleep(0.5)
        raise SystemExit("server did not start:\n" + open(self.dir + "/log").read()[-3000:])

    def stop(self):
        os.killpg(self.p.pid, 15); self.p.wait(); shutil.rmtree(self.dir, ignore_errors=True)


def verify(out):
    s = Server()
    try:
        files = sorted(os.path.join(out, f) for f in os.listdir(out) if f.endswith(".jsonl"))
        return max(subprocess.call([sys.executable, os.path.join(HERE, "../mlflow/replay.py"), f"http://127.0.0.1:{s.port}", *files, *x]) for x in (["--strict"], []))
    finally: s.stop()


class Recorder:
    def __init__(self, server):
        from mlflow_proxy import Proxy
        self.server, self.proxy = server, Proxy(server.port)
        self.ns, self.errors, self.silent = {}, [], []
        self.base = f"http://127.0.0.1:{self.proxy.port}"

    def section(self, name): self.proxy.section = name; print("==", name, flush=True)

    def do(self, code, fails=False):
        """Run one line as the client call that it is."""
        self.proxy.label = code
        before = len(self.proxy.log)
        try: exec(code, self.ns)
        except Exception as e:
            kind = f"{type(e).__name__}" + (f" {e.error_code}" if hasattr(e, "error_code") else "")
            self.errors.append((self.proxy.section, code, kind))
            for x in self.proxy.log[before:]: x["raised"] = kind
            if not fails: print("UNEXPECTED", code); traceback.print_exc()
        else:
            if fails: print("NO ERROR:", code)
        if len(self.proxy.log) == before: self.silent.append((self.proxy.section, code))

    def lines(self, text):
        for l in text.strip().splitlines():
            l = l.strip()
            if not l or l.startswith("#"): continue
            if l.startswith("!"): self.do(l[1:].strip(), fails=True)
            elif l.startswith("="): exec(l[1:].strip(), self.ns)
            else: self.do(l)

    def raw(self, method, path, body=None, params=None, data=None, headers=None):
        import requests
        self.proxy.label = "plain HTTP request"
        requests.request(method, self.base + path, json=body, params=params, data=data, headers={"User-Agent": "plain", **(headers or {})})


def main():
    out, which = sys.argv[1], sys.argv[2]
    only = sys.argv[3:]
    os.makedirs(out, exist_ok=True); out = os.path.abspath(out)
    t0 = int(time.time() * 1000)
    server = Server(); rec = Recorder(server)
    work = tempfile.mkdtemp(prefix="mlwork"); os.chdir(work)
    os.environ.update(MLFLOW_TRACKING_URI=rec.base, MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="true", LOGNAME="alice", USER="alice", HOME=work,
                      MLFLOW_HTTP_REQUEST_MAX_RETRIES="0", MLFLOW_ENABLE_ASYNC_LOGGING="false", MPLBACKEND="Agg", TF_CPP_MIN_LOG_LEVEL="3", MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="true",
                      MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false", GIT_PYTHON_REFRESH="quiet", CUDA_VISIBLE_DEVICES="-1")
    sys.argv = ["train.py"]
    try:
        import mlflow, mlflow_scenarios
        rec.ns.update(mlflow=mlflow, os=os, S=S)
        import logging; logging.getLogger("mlflow").setLevel(logging.ERROR)
        for name, f in mlflow_scenarios.SCENARIOS[which].items():
            if only and name not in only: continue
            rec.section(name); f(rec)
        t1 = int(time.time() * 1000)
        from mlflow_proxy import normalise
        sections = {}
        for name in dict.fromkeys(e["section"] for e in rec.proxy.log):
            part = [e for e in rec.proxy.log if e["section"] == name]
            recs, n = normalise(part, t0, t1, [f"127.0.0.1:{rec.proxy.port}", f"127.0.0.1:{server.port}"], [(work, "/proj"), (os.path.realpath(work), "/proj"), (server.dir, "/server")])
            for e, (_, r) in zip(part, recs):
                if e.get("raised"): r["client_raised"] = e["raised"]
            sections[name] = [r for _, r in recs]
        for name, rs in sections.items():
            with open(os.path.join(out, name + ".jsonl"), "w", encoding="utf-8") as f:
                for r in rs: f.write(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n")
            print(f"{name}: {len(rs)} exchanges, {os.path.getsize(os.path.join(out, name + '.jsonl'))} bytes")
        info = dict(mlflow=mlflow.__version__, user_agents=sorted(rec.proxy.user_agents), request_headers=sorted(rec.proxy.header_names),
                    no_request=[list(x) for x in rec.silent], client_errors=[list(x) for x in rec.errors])
        json.dump(json.loads(json.dumps(info).replace(S, "{salt}")), open(os.path.join(out, "client.json"), "w"), indent=1)
    finally:
        server.stop(); os.chdir("/"); shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1] == "--verify": sys.exit(verify(sys.argv[2]))
    main()
