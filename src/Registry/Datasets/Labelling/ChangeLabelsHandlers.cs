using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Datasets.Labelling;

/// <summary>What people say of a version's pictures, until it becomes a version of its own.</summary>
internal sealed class ChangeLabelsHandlers(RegistryReader reader, RegistryWriter writer, IDatasetStore datasets, DatasetReviser reviser, CurrentCaller caller)
    : IRequestHandler<SaveLabels, Outcome<LabelEdit>>,
        IRequestHandler<AddLabelName, Outcome<int>>,
        IRequestHandler<DiscardLabels, Outcome>,
        IRequestHandler<PublishLabels, Outcome<int>>
{
    // More names than these are no list to choose from; they would not fit on any page.
    private const int MostNames = 10_000;

    private const int Attempts = 5;

    public async Task<Outcome<LabelEdit>> Handle(SaveLabels request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { } manifest)
            return Outcome<LabelEdit>.Refused(DatasetReviser.Unknown(request.Version));
        if (!manifest.Entries.Any(entry => entry.Path == request.Path))
            return Outcome<LabelEdit>.Refused(new Refusal("revision.picture.unknown", ("path", request.Path)));
        var truth = request.Truth is { } said ? said with { Path = request.Path } : null;
        return await writer.WriteAsync(
            async unit =>
            {
                if (truth is not null && Relabel.Fault(manifest.Kind, truth, [.. manifest.ClassNames, .. await AddedAsync(unit.Context)]) is { } fault)
                    return Outcome<LabelEdit>.Refused(fault);
                var json = LabelReading.Json(truth);
                var row = await unit.Context.LabelEdits.SingleOrDefaultAsync(e => e.VersionId == request.Version && e.Path == request.Path, cancellationToken);
                // The same said again, as after an answer that was lost, changes nothing.
                if (row is not null && row.TruthJson == json)
                    return LabelReading.Edit(row);
                if ((row?.Revision ?? 0) != request.Seen)
                    return Outcome<LabelEdit>.Refused(
                        new Refusal(RefusalKind.Conflict, SaveLabels.Changed, ("path", request.Path), ("by", row?.By ?? caller.Value.User))
                    );
                if (row is null)
                    unit.Context.Add(row = new() { VersionId = request.Version, Path = request.Path });
                (row.TruthJson, row.Revision, row.By, row.At) = (json, row.Revision + 1, caller.Value.User, unit.Now);
                await PublishAsync(unit);
                return LabelReading.Edit(row);
            },
            cancellationToken
        );

        Task<List<string>> AddedAsync(RegistryContext context) => NamesAsync(context, request.Version, cancellationToken);
        Task PublishAsync(WriteUnit unit) => TellAsync(unit, request.Version, cancellationToken);
    }

    public async Task<Outcome<int>> Handle(AddLabelName request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { } manifest)
            return Outcome<int>.Refused(DatasetReviser.Unknown(request.Version));
        if (MergeLabels.NameFault(request.Name.Trim()) is { } fault)
            return Outcome<int>.Refused(fault);
        var name = request.Name.Trim();
        return await writer.WriteAsync(
            async unit =>
            {
                List<string> names = [.. manifest.ClassNames, .. await NamesAsync(unit.Context, request.Version, cancellationToken)];
                if (names.FindIndex(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var there)
                    return there;
                if (names.Count >= MostNames)
                    return Outcome<int>.Refused(new Refusal(RefusalKind.TooLarge, "labels.names.most", ("most", MostNames)));
                unit.Context.Add(
                    new LabelNameRow
                    {
                        VersionId = request.Version,
                        Number = names.Count,
                        Name = name,
                    }
                );
                await TellAsync(unit, request.Version, cancellationToken);
                return names.Count;
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(DiscardLabels request, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await DatasetAsync(unit.Context, request.Version, cancellationToken) is not { } dataset)
                    return Outcome.Refused(DatasetReviser.Unknown(request.Version));
                var edits = await unit.Context.LabelEdits.CountAsync(e => e.VersionId == request.Version && e.TruthJson != null, cancellationToken);
                if (await EndDraftAsync(unit, request.Version, cancellationToken))
                    ActivityLog.Append(
                        unit,
                        caller.Value,
                        dataset.ProjectId,
                        dataset.Id,
                        "labels-discarded",
                        dataset.Name,
                        new("activity.labels.discarded", ("name", dataset.Name), ("pictures", edits)),
                        null
                    );
                return Outcome.Done;
            },
            cancellationToken
        );

    public async Task<Outcome<int>> Handle(PublishLabels request, CancellationToken cancellationToken)
    {
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { } manifest)
            return Outcome<int>.Refused(DatasetReviser.Unknown(request.Version));
        for (var attempt = 1; ; attempt++)
        {
            var (edits, names) = await reader.ReadAsync(context => DraftAsync(context, request.Version, cancellationToken), cancellationToken);
            PictureTruth[] truths = [.. edits.Select(LabelReading.Edit).Select(edit => edit.Truth).OfType<PictureTruth>()];
            if (truths.Length == 0 && names.Count == 0)
                return Outcome<int>.Refused(new Refusal("labels.none"));
            var saved = await reviser.ReviseAsync(
                request.Version,
                new Relabel(truths, TargetKinds.Find(manifest.Kind) is null ? null : [.. manifest.ClassNames, .. names]),
                async (unit, _) =>
                {
                    // What was said while the version was worked out belongs into it too.
                    var (now, nowNames) = await DraftAsync(unit.Context, request.Version, cancellationToken);
                    if (!nowNames.SequenceEqual(names) || !now.Select(e => (e.Path, e.Revision)).SequenceEqual(edits.Select(e => (e.Path, e.Revision))))
                        return new Refusal(RefusalKind.Busy, "labels.moving");
                    await EndDraftAsync(unit, request.Version, cancellationToken);
                    return null;
                },
                cancellationToken
            );
            if (saved.Reason is not { Code: "labels.moving" } || attempt == Attempts)
                return saved;
        }
    }

    private static Task<List<string>> NamesAsync(RegistryContext context, DatasetVersionId version, CancellationToken cancellationToken) =>
        context.LabelNames.Where(n => n.VersionId == version).OrderBy(n => n.Number).Select(n => n.Name).ToListAsync(cancellationToken);

    private static async Task<(List<LabelEditRow> Edits, List<string> Names)> DraftAsync(
        RegistryContext context,
        DatasetVersionId version,
        CancellationToken cancellationToken
    ) =>
        (
            await context.LabelEdits.Where(e => e.VersionId == version).OrderBy(e => e.Path).ToListAsync(cancellationToken),
            await NamesAsync(context, version, cancellationToken)
        );

    // Whether there was anything. Revisions go on counting, so that a window that still shows the draft sees that it is another.
    private static async Task<bool> EndDraftAsync(WriteUnit unit, DatasetVersionId version, CancellationToken cancellationToken)
    {
        var edits = await unit.Context.LabelEdits.Where(e => e.VersionId == version && e.TruthJson != null).ToListAsync(cancellationToken);
        var names = await unit.Context.LabelNames.Where(n => n.VersionId == version).ToListAsync(cancellationToken);
        foreach (var edit in edits)
            (edit.TruthJson, edit.Revision) = (null, edit.Revision + 1);
        unit.Context.RemoveRange(names);
        await TellAsync(unit, version, cancellationToken);
        return edits.Count + names.Count > 0;
    }

    private static async Task<Dataset?> DatasetAsync(RegistryContext context, DatasetVersionId version, CancellationToken cancellationToken) =>
        await context.Datasets.SingleOrDefaultAsync(d => d.Versions.Any(v => v.Id == version), cancellationToken);

    private static async Task TellAsync(WriteUnit unit, DatasetVersionId version, CancellationToken cancellationToken)
    {
        if (await DatasetAsync(unit.Context, version, cancellationToken) is { } dataset)
            unit.Publish(new(new RunId(version.Value), [], null) { Project = dataset.ProjectId });
    }
}
