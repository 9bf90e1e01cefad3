using System.CommandLine;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class Verb
{
    private const string LanguageName = "--language";

    public static string ModelHelp => CommandTexts.Of("model");

    public static Option<bool> Json() => new("--json") { Description = CommandTexts.Of("json") };

    public static Option<string> Model(string name = "--model") => new(name) { Description = ModelHelp, Required = true };

    public static Option<string> Data() => new("--data") { Description = CommandTexts.Of("data"), Required = true };

    /// <summary>Of every verb; <see cref="HostCommand"/> reads it before the verb runs.</summary>
    public static Option<int?> Threads() => new("--threads") { Description = CommandTexts.Of("threads"), Recursive = true };

    /// <summary>Of every verb; <see cref="HostCommand"/> reads it before the verbs are described.</summary>
    public static Option<string> Language()
    {
        var option = new Option<string>(LanguageName) { Description = CommandTexts.Of("language"), Recursive = true };
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
            Description = CommandTexts.Of("device"),
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
