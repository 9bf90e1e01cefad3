using System.Globalization;
using System.Runtime.InteropServices;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>What a child sees of the environment: a short list, so that no connection string or key of the dashboard reaches a process that parses foreign
/// files.</summary>
internal static class ChildEnvironment
{
    /// <summary>Variable by which a child of this storage folder is known, whoever started it.</summary>
    public const string Marker = WorkProcess.FolderVariable;

    private static readonly string[] Passed =
    [
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "LC_ALL",
        "TZ",
        "LD_LIBRARY_PATH",
        "DOTNET_ROOT",
        "CUDA_VISIBLE_DEVICES",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "HF_ENDPOINT",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ];

    public static Dictionary<string, string> For(WorkerOptions options, StorageLayout layout)
    {
        var threads = options.Threads.ToString(CultureInfo.InvariantCulture);
        var environment = new Dictionary<string, string>
        {
            // glibc maps and unmaps every big tensor by default: a quarter of the CPU time in the kernel. A threshold of -1 is not read from the environment.
            ["MALLOC_MMAP_MAX_"] = "0",
            ["MALLOC_TRIM_THRESHOLD_"] = "4611686018427387904",
            ["MALLOC_TOP_PAD_"] = "67108864",
            ["MALLOC_ARENA_MAX"] = "1",
            ["OMP_NUM_THREADS"] = threads,
            ["MKL_NUM_THREADS"] = threads,
            ["MLOPS_THREADS"] = threads,
            ["MLOPS_WEIGHTS_CACHE"] = layout.Weights,
            ["MLOPS_FEATURES_CACHE"] = layout.Features,
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // The framework this process runs on, so that the child's apphost finds it where no global install is known.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        };
        foreach (var name in Passed)
            Pass(environment, name);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable.Key is string name && name.StartsWith("MLOPS_", StringComparison.Ordinal) && name != "MLOPS_THREADS")
                Pass(environment, name);
        return environment;
    }

    private static void Pass(Dictionary<string, string> environment, string name)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            environment[name] = value;
    }
}
