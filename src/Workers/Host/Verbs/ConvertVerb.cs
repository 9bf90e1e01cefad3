using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops convert</c>: a network from one file format to another, chosen by the ending.</summary>
internal static class ConvertVerb
{
    public static Command Create(HostOutput output)
    {
        var from = Verb.Model("--from");
        var to = new Option<string>("--to") { Description = "The file to write: .keras or .weights.h5.", Required = true };
        var command = new Command("convert", "Writes a network in another file format.") { from, to };
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetRequiredValue(to);
            var write = Writer(path);
            using var loaded = await Verb.OpenAsync(parsed.GetRequiredValue(from), stop);
            write(loaded);
            output.Say($"Written: {path}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Action<LoadedModel> Writer(string path)
    {
        bool Ends(string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        return Ends(".weights.h5") ? loaded => KerasWeightFile.Save(loaded.Network, path)
            : Ends(".keras") ? loaded => KerasFile.Save(loaded.Network, path, loaded.CompileConfig, loaded.Optimizer)
            : throw new RefusedException($"Expected --to to end in .keras or .weights.h5. Received: {path}.");
    }
}
