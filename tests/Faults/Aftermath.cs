using System.Text.RegularExpressions;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Faults;

/// <summary>What must be true of a data folder once all its work has ended, whatever was done to it.</summary>
internal static partial class Aftermath
{
    // Runs of the folder of version 0.1.0 that had ended before.
    private const int OldRuns = 7;
    private const int AllOldRuns = 11;

    /// <summary>Everything that is wrong, each in a sentence; empty where every promise was kept.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string root, Team team, CancellationToken cancellationToken)
    {
        var layout = new StorageLayout(root);
        var faults = new List<string>();
        faults.AddRange(Posix.WithVariable(ChildEnvironment.Marker, layout.Root).Select(id => $"Process {id} still works for this folder."));
        using (var host = Victim.Host(root))
        {
            await host.Services.GetRequiredService<RegistryMigrator>().InitializeAsync(cancellationToken);
            using var person = Victim.Person(host);
            var mediator = person.ServiceProvider.GetRequiredService<IMediator>();
            await ImportsAsync(mediator, host.Services.GetRequiredService<IDatasetStore>(), team, faults, cancellationToken);
            await RunsAsync(mediator, host.Services.GetRequiredService<RegistryReader>(), team, faults, cancellationToken);
            await ModelsAsync(mediator, team, faults, cancellationToken);
        }
        SqliteConnection.ClearAllPools();
        if (SqliteFile.Fault(layout.Database, thorough: true) is { } broken)
            faults.Add($"The database: {broken}");
        if (ActivityChain.Break(layout.Database) is { } link)
            faults.Add($"The activity log: {link.Sentence}");
        var report = await FolderVerification.RunAsync(root, (_, _) => { }, cancellationToken);
        faults.AddRange(report.Differences.Select(d => $"{d.Kind} {d.Name}: expected {d.Expected}, received {d.Received}."));
        if (report.Files > 0)
            faults.Add($"{report.Files} content-addressed files that nothing names.");
        faults.AddRange(LeftOver(layout, team).Select(f => $"Left over: {f}"));
        return faults;
    }

    private static async Task ImportsAsync(IMediator mediator, IDatasetStore datasets, Team team, List<string> faults, CancellationToken cancellationToken)
    {
        foreach (var open in await datasets.OpenImportsAsync(cancellationToken))
            faults.Add($"The import of {open.DatasetName} is {open.Status}.");
        foreach (var (name, pictures) in team.Imports)
            if (await datasets.FindByNameAsync(name, null, cancellationToken) is not { } stored)
                faults.Add($"Dataset {name} was acknowledged and is not there.");
            else if (stored.Pictures != pictures)
                faults.Add($"Dataset {name} has {stored.Pictures} pictures instead of {pictures}.");
        foreach (var import in (await mediator.Send(new ListImports(), cancellationToken)).Where(i => i.Status is ImportStatus.Failed))
            faults.Add($"The import of {import.DatasetName} failed: {import.Sentence}");
    }

    private static async Task RunsAsync(IMediator mediator, RegistryReader reader, Team team, List<string> faults, CancellationToken cancellationToken)
    {
        var rows = (await mediator.Send(new ListRuns(new() { Take = 10_000, IncludeArchived = true }), cancellationToken)).Rows;
        foreach (var twice in rows.GroupBy(r => r.Name).Where(g => g.Key.StartsWith("run-", StringComparison.Ordinal) && g.Count() > 1))
            faults.Add($"{twice.Key} is there {twice.Count()} times.");
        foreach (var lost in team.Runs.Keys.Except(rows.Select(r => r.Id.ToString())))
            faults.Add($"Run {lost} was acknowledged and is not there.");
        foreach (var row in rows.Where(r => r.Number > OldRuns))
        {
            var who = $"Run {row.Number} ({row.Name})";
            // One that was stopped may have ended before it was.
            var stopped = row.Status == RunStatus.Cancelled && team.Stopped.Contains(row.Id.ToString());
            if (!stopped && row.Status != RunStatus.Completed)
                faults.Add($"{who} is {row.Status}: {row.StatusDetail}");
            var details = (await mediator.Send(new GetRun(row.Id), cancellationToken))!;
            if (!stopped && !details.HasEvaluation)
                faults.Add($"{who} has no evaluation.");
            var epochs = (
                await reader.ReadAsync(c => c.Epochs.Where(e => e.RunId == row.Id).Select(e => e.Epoch).ToListAsync(cancellationToken), cancellationToken)
            )
                .Order()
                .ToList();
            var planned = team.Runs.GetValueOrDefault(row.Id.ToString(), row.TotalEpochs);
            if (!epochs.SequenceEqual(Enumerable.Range(0, stopped ? epochs.Count : planned)))
                faults.Add($"{who} has the epochs {string.Join(' ', epochs)} instead of {planned}.");
            if (row.Seconds is < 0 or > 3600)
                faults.Add($"{who} took {row.Seconds} s.");
            if (team.Notes.TryGetValue(row.Id.ToString(), out var notes) && !notes.Contains(row.Notes))
                faults.Add($"{who} has the notes \"{row.Notes}\" instead of \"{string.Join("\" or \"", notes)}\".");
        }
        if (rows.Count(r => r.Number <= AllOldRuns) != AllOldRuns)
            faults.Add("Runs of the earlier version are missing.");
    }

    private static async Task ModelsAsync(IMediator mediator, Team team, List<string> faults, CancellationToken cancellationToken)
    {
        foreach (var number in team.Versions)
            if (await mediator.Send(new GetModelVersion("pets", number), cancellationToken) is not { } version)
                faults.Add($"Version {number} was acknowledged and is not there.");
            else if (version.ArtifactMissing)
                faults.Add($"The file of version {number} is missing.");
        if (team.Versions.Distinct().Count() != team.Versions.Count)
            faults.Add($"Versions {string.Join(' ', team.Versions)}: a number was given twice.");
        var reasons = (await mediator.Send(new ListActivity(100_000), cancellationToken))
            .Where(a => a.Reason is not null)
            .CountBy(a => a.Reason!)
            .ToDictionary();
        foreach (var reason in team.Promotions.Where(r => reasons.GetValueOrDefault(r) != 1))
            faults.Add($"The promotion for \"{reason}\" is logged {reasons.GetValueOrDefault(reason)} times.");
        foreach (var reason in team.LostPromotions.Where(r => reasons.GetValueOrDefault(r) > 1))
            faults.Add($"The promotion for \"{reason}\" is logged {reasons[reason]} times.");
    }

    private static IEnumerable<string> LeftOver(StorageLayout layout, Team team)
    {
        // A stopped run keeps what it would go on from.
        List<string> old = [.. OldRunFolders(layout), .. team.Stopped.Select(r => $"runs/{r}/attempts/")];
        return Directory
            .EnumerateFiles(layout.Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(layout.Root, f))
            .Where(f =>
                !Kept().IsMatch(f)
                && !old.Any(o => f.StartsWith(o, StringComparison.Ordinal))
                && !team.LostUploads.Any(u => f.StartsWith($"uploads/{u}/", StringComparison.Ordinal))
            )
            .Concat(
                Directory
                    .EnumerateDirectories(layout.Root, "*", SearchOption.AllDirectories)
                    .Where(d =>
                        Path.GetFileName(Path.GetDirectoryName(d)) is "imports"
                        || (Path.GetFileName(d) == "attempts" && !old.Contains(Path.GetRelativePath(layout.Root, d) + "/"))
                    )
            );
    }

    // What ended under the earlier version stays as that version left it.
    private static List<string> OldRunFolders(StorageLayout layout)
    {
        using var connection = SqliteFile.OpenReadOnly(layout.Database);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT Id FROM Runs WHERE Number <= {OldRuns}";
        using var row = command.ExecuteReader();
        var folders = new List<string>();
        while (row.Read())
            folders.Add($"runs/{Guid.Parse(row.GetString(0)):N}/");
        return folders;
    }

    // The scratch folder is a cache that every start empties.
    [GeneratedRegex(
        """
            ^(mlops\.db(-wal|-shm)?|dashboard\.lock|blobs/../[0-9a-f]{64}|thumbs/../[0-9a-f]{64}\.webp|manifests/[0-9a-f]{64}\.manifest\.json|backups/[^/]+\.db|features/[^.][^/]*|scratch/.*|keys/(key-[0-9a-f-]{36}\.xml|pictures\.secret)|weights/[^.][^/]*
            |runs/[0-9a-f]{32}/(best\.keras|last\.keras|(history|evaluation|preprocessing|crossvalidation|spec|request|environment)\.json|(events|predictions)\.jsonl|states/([0-9]{5}\.ckpt|pictures\.list)))$
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Kept();
}
