namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Writes a shell script that stands for <c>mlops</c>: it speaks the protocol, and does what the test says.</summary>
internal static class StubHost
{
    private const string Frame = """
        #!/bin/sh
        verb=$1
        resume=
        while [ $# -gt 0 ]; do
          case $1 in
            --out) out=$2;;
            --data) data=$2;;
            --from) from=$2;;
            --sample) sample=$2;;
            --to) to=$2;;
            --tokenizer) tokenizer=$2;;
            --store) store=$2;;
            --resume-from) resume=$2;;
          esac
          shift
        done
        home=$(dirname "$0")
        [ "$verb" = train ] && run=$(basename "$(dirname "$(dirname "$out")")")
        emit() { echo "$1"; }
        now() { date -u +%Y-%m-%dT%H:%M:%S.%NZ; }
        epoch() { mkdir -p "$out/checkpoint"; : > "$out/checkpoint/00000001.ckpt"; emit "{\"kind\":\"epoch\",\"time\":\"$(now)\",\"epoch\":$1,\"stage\":0,\"loss\":1.0,\"accuracy\":0.5,\"val_loss\":1.0,\"val_accuracy\":0.5,\"learning_rate\":0.001,\"seconds\":1,\"frozenHash\":\"00\"}"; }
        progress() { emit "{\"kind\":\"progress\",\"step\":\"$1\",\"done\":$2,\"total\":3}"; }
        imported() { echo '{"classNames":["cat","dog"],"entries":[{"path":"cat/1.png","class":"cat","bytes":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000001","width":8,"height":8},{"path":"dog/1.png","class":"dog","bytes":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000002","width":8,"height":8}]}' > "$store/m.json"; emit "{\"kind\":\"finished\",\"manifestFile\":\"$store/m.json\",\"manifestHash\":\"00\",\"report\":{\"kept\":2,\"refused\":[],\"classes\":[],\"bytes\":2},\"refusal\":null}"; }
        finished() { emit "{\"kind\":\"finished\",\"time\":\"$(now)\",\"status\":\"$1\",\"bestEpoch\":0,\"bestValue\":0.5,\"monitor\":\"val_accuracy\"}"; }
        models() { echo best > "$out/best.keras"; echo last > "$out/last.keras"; echo '{"a":1}' > "$out/evaluation.json"; echo '{}' > "$out/history.json"; echo '{}' > "$out/preprocessing.json"; }
        # Waits for a signal; the shell runs its trap at once only while it waits.
        forever() { sleep 300 & wait $!; }

        """;

    /// <param name="body">Shell: <c>$verb</c>, <c>$out</c>, <c>$run</c>, <c>$data</c>, <c>$resume</c> (the folder of --resume-from), <c>$home</c> (the stub's
    /// own folder), and the functions of the frame.</param>
    public static string Write(string folder, string body)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "mlops");
        File.WriteAllText(path, Frame + body + "\n");
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The stub is a shell script.");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
