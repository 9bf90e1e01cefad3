using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops import</c>: makes a dataset version of a zip archive or a folder; one <see cref="ImportEvent"/> a line on standard output.</summary>
internal static class ImportVerb
{
    public static Command Create(HostOutput output)
    {
        var from = new Option<string>("--from") { Description = "A zip archive, or a folder, with one folder for each class.", Required = true };
        var store = new Option<string>("--store") { Description = "Storage folder: pictures go to blobs/, previews to thumbs/, the manifest to manifests/.", Required = true };
        var manifests = new Option<string?>("--out") { Description = "Folder for the manifest, instead of manifests/ in the storage folder." };
        var sample = new Option<string?>("--sample") { Description = "Writes this sample into the folder of --from first, where it is not there yet." };
        var parts = new Option<string>("--parts") { Description = "How folders named train, val and test are read: folders (as parts of the split; default) or none (as classes).", DefaultValueFactory = _ => "folders" };
        parts.AcceptOnlyFromAmong("folders", "none");
        var json = Verb.Json();
        var command = new Command("import", "Keeps the good pictures of a zip archive or folder, lists the others, writes a manifest.") { from, store, manifests, sample, parts, json };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(from), parsed.GetRequiredValue(store), parsed.GetValue(manifests), parsed.GetValue(sample),
            new ImportChoices { ReadParts = parsed.GetRequiredValue(parts) == "folders" }, parsed.GetValue(json), output, stop));
        return command;
    }

    private static async Task<int> RunAsync(string from, string store, string? manifests, string? sample, ImportChoices choices, bool json, HostOutput output, CancellationToken stop)
    {
        Action<ImportProgress> tell = json ? _ => { } : output.JsonLine<ImportEvent>;
        if (sample is not null) new SampleWriter(new SampleCatalog(), TimeProvider.System).Write(SampleCatalog.Get(sample), from, tell, stop);
        var importer = new DatasetImporter(new StorageLayout(store), TimeProvider.System, choices: choices);
        var finished = await importer.ImportAsync(from, manifests, tell, stop);
        if (json)
        {
            output.Json<ImportEvent>(finished);
        }
        else
        {
            output.JsonLine<ImportEvent>(finished);
        }
        if (finished.Refusal is { } refusal)
        {
            throw new RefusedException(refusal);
        }
        foreach (var warning in finished.Report.Warnings)
        {
            output.Say(warning.Sentence);
        }
        output.Say($"{finished.Report.Kept:N0} pictures of {finished.Report.Classes.Count} classes kept, {finished.Report.RefusedCount:N0} files refused: {finished.ManifestFile}");
        return ExitCode.Done;
    }
}
