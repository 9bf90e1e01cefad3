using System.CommandLine;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class Verb
{
    private const string LanguageName = "--language";

    public const string ModelHelp = "A .keras or .h5 file, or backbone:NAME[?weights=imagenet|none|FILE][&map=FILE][&input=HxWxC][&pooling=avg|max].";

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output, and nothing else there." };

    public static Option<string> Model(string name = "--model") => new(name) { Description = ModelHelp, Required = true };

    public static Option<string> Data() => new("--data") { Description = "A folder with one folder for each class, or a dataset manifest.", Required = true };

    /// <summary>Of every verb; <see cref="HostCommand"/> reads it before the verb runs.</summary>
    public static Option<int?> Threads { get; } =
        new("--threads") { Description = "Threads to compute and decode with. Default: $MLOPS_THREADS, else all processors.", Recursive = true };

    /// <summary>Of every verb; <see cref="HostCommand"/> reads it before the verbs are described.</summary>
    public static Option<string> Language()
    {
        var option = new Option<string>(LanguageName)
        {
            Description = "Language of sentences and help: en or zh-CN. Default: that of $LC_ALL, $LC_MESSAGES or $LANG, else en.",
            Recursive = true,
        };
        option.AcceptOnlyFromAmong([.. UserLanguage.All.Select(l => l.Tag)]);
        return option;
    }

    /// <summary>What the command line asks for, else the environment's, else English.</summary>
    public static string LanguageOf(string[] arguments)
    {
        var at = Array.FindLastIndex(arguments, a => a == LanguageName || a.StartsWith(LanguageName + "=", StringComparison.Ordinal));
        var asked =
            at < 0 ? null
            : arguments[at].Contains('=') ? arguments[at][(LanguageName.Length + 1)..]
            : arguments.ElementAtOrDefault(at + 1);
        string[] variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
        var set = variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        return UserLanguage.Find(asked) ?? UserLanguage.Find(set) ?? UserLanguage.English;
    }

    public static Option<string> Device() =>
        new("--device")
        {
            Description = "Where to compute: cpu, cuda, cuda:N or auto (a GPU where there is one). Default: $MLOPS_DEVICE, else auto.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MLOPS_DEVICE") is { Length: > 0 } set ? set : ComputeDevice.Auto,
        };

    public static async Task<LoadedModel> OpenAsync(string model, CancellationToken stop)
    {
        FinalizerGate.Hold();
        ProcessThreads.TellTorch();
        using var http = WeightStore.NewClient();
        return await ModelReference.Parse(model).ResolveAsync(new WeightStore(http), cancellationToken: stop);
    }
}
