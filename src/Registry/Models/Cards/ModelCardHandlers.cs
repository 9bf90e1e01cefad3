using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models.Cards;

/// <summary>Model cards: facts that are read when they are asked for, and what people write beside them.</summary>
internal sealed class ModelCardHandlers(
    RegistryReader reader,
    RegistryWriter writer,
    IDatasetStore datasets,
    ICustomModelStore custom,
    ManifestFiles manifests,
    IRequestHandler<GetModelVersion, ModelVersionDetails?> versions,
    CurrentCaller caller
) : IRequestHandler<GetModelCard, ModelCard?>, IRequestHandler<WriteModelCard, Outcome>
{
    public async Task<ModelCard?> Handle(GetModelCard request, CancellationToken cancellationToken)
    {
        if (await versions.Handle(new GetModelVersion(request.ModelName, request.Number), cancellationToken) is not { } details)
            return null;
        var id = details.Version.Id;
        var (written, data, review, certificate) = await reader.ReadAsync(
            async context =>
                (
                    await context.ModelCardEdits.Where(e => e.VersionId == id).OrderByDescending(e => e.Id).ToListAsync(cancellationToken),
                    await (
                        from v in context.ModelVersions
                        where v.Id == id
                        join d in context.DatasetVersions on v.DatasetVersionId equals d.Id
                        select d
                    ).SingleOrDefaultAsync(cancellationToken),
                    await context
                        .Reviews.Where(r => r.Candidate == id && r.ReportJson != null)
                        .OrderByDescending(r => r.JudgedAt)
                        .Select(r => new { r.ReportJson, r.JudgedAt })
                        .FirstOrDefaultAsync(cancellationToken),
                    await context
                        .Certificates.Where(c => c.VersionId == id && c.ReportJson != null)
                        .OrderByDescending(c => c.FinishedAt)
                        .Select(c => new { c.ReportJson, c.FinishedAt })
                        .FirstOrDefaultAsync(cancellationToken)
                ),
            cancellationToken
        );
        var stored = data is null ? null : await datasets.GetVersionAsync(data.Id, cancellationToken);
        var manifest = data is null ? null : await manifests.ReadAsync(data.ManifestHash, cancellationToken);
        var facts = new ModelCardFacts(
            details,
            stored,
            data is null ? null : data.SourceSaid ?? Refusal.OfSentence(data.Source),
            data is null ? null : DatasetReading.Report(data.ReportJson),
            await BackboneWeights.OfAsync(details.Spec, custom, cancellationToken),
            review is null ? null : (GateReport.Read(review.ReportJson!), review.JudgedAt!.Value),
            certificate is null || RerunReport.TryRead(certificate.ReportJson!) is not { } report ? null : (report, certificate.FinishedAt!.Value),
            manifest is null ? [] : ModelCardFacts.ClassesOf(manifest, details.Evaluation)
        );
        return new(
            id,
            details.ModelName,
            details.Version.Number,
            details.Version.Input,
            details.Version.Aliases,
            [
                .. Enum.GetValues<CardSection>()
                    .Select(section => new CardPart(
                        section,
                        [.. facts.Of(section)],
                        [.. written.Where(e => e.Section == section).Select(e => new CardWords(e.Text, e.By, e.OnBehalfOf, e.At))]
                    )),
            ],
            facts.Classes
        );
    }

    public async Task<Outcome> Handle(WriteModelCard request, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(request.Section))
            return Outcome.Refused(new Refusal("card.section", ("received", $"{(int)request.Section}")));
        var text = PlainText.Notes(request.Text, "words.text.card", WriteModelCard.Longest);
        if (!text.IsDone)
            return Outcome.Refused(text.Reason!);
        return await writer.WriteAsync(
            async unit =>
            {
                var context = unit.Context;
                var found = await (
                    from v in context.ModelVersions
                    where v.Id == request.Version
                    join m in context.Models on v.ModelId equals m.Id
                    select new
                    {
                        m.ProjectId,
                        m.Id,
                        m.Name,
                        v.Number,
                    }
                ).SingleOrDefaultAsync(cancellationToken);
                if (found is null)
                    return Outcome.Refused(ObjectWords.Missing(request.Version));
                var now =
                    await context
                        .ModelCardEdits.Where(e => e.VersionId == request.Version && e.Section == request.Section)
                        .OrderByDescending(e => e.Id)
                        .Select(e => e.Text)
                        .FirstOrDefaultAsync(cancellationToken)
                    ?? "";
                if (EditedText.Check(request.Began, now, text.Value!, "words.edited.card") is { } conflict)
                    return Outcome.Refused(conflict);
                if (now == text.Value)
                    return Outcome.Done;
                context.Add(
                    new ModelCardEditRow
                    {
                        VersionId = request.Version,
                        Section = request.Section,
                        Text = text.Value!,
                        By = caller.Value.User,
                        OnBehalfOf = caller.Value.OnBehalfOf,
                        At = unit.Now,
                    }
                );
                ActivityLog.Append(
                    unit,
                    caller.Value,
                    found.ProjectId,
                    found.Id,
                    "card-written",
                    $"{found.Name} v{found.Number}",
                    new(
                        "activity.card.written",
                        ("section", new Refusal($"words.card.{request.Section}")),
                        ("model", found.Name),
                        ("version", $"{found.Number}")
                    ),
                    null
                );
                return Outcome.Done;
            },
            cancellationToken
        );
    }
}
