using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

internal sealed class ProposeLabelsHandler(IRunStore runs, IDatasetStore datasets, PicturePredictor predictor, KeptAnswers kept, StorageLayout layout)
    : IRequestHandler<ProposeLabels, Outcome<LabelProposal>>
{
    public async Task<Outcome<LabelProposal>> Handle(ProposeLabels request, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run)
            return Refused(new(RefusalKind.NotFound, "jobs.run.missing"));
        if (run.BestModel is not { } model)
            return Refused(new(RefusalKind.Conflict, "jobs.run.noModel", ("run", $"{run.Number}")));
        if (await datasets.ReadManifestAsync(request.Version, cancellationToken) is not { } manifest)
            return Refused(new(RefusalKind.Unavailable, "registry.manifest.missing"));
        if (manifest.Entries.FirstOrDefault(entry => entry.Path == request.Path) is not { } picture)
            return Refused(new("revision.picture.unknown", ("path", request.Path)));
        var outputs = PipelineOutputs.Of(run.PreprocessingJson);
        if (TaskCards.Find(outputs.Task) is not { } card || card.Kinds[0] != manifest.Kind)
            return Refused(new("labels.proposer.task", ("run", $"{run.Number}"), ("kind", DatasetKinds.Said(manifest.Kind))));
        if (kept.Find(model, picture.Sha256) is not { } answer)
        {
            var asked = await predictor.AskAsync(
                new("words.run.numbered", ("run", $"{run.Number}")),
                model,
                run.PreprocessingJson,
                run.ClassNames,
                layout.Blob(picture.Sha256),
                cancellationToken
            );
            if (asked.Value is not { } said)
                return Refused(asked.Reason!);
            kept.Keep(model, picture.Sha256, answer = said);
        }
        return card.Propose(answer.Outputs, answer.Answer, picture, request.Names) is { } proposal
            ? proposal
            : Refused(new("labels.proposer.names", ("run", $"{run.Number}"), ("path", request.Path)));
    }

    private static Outcome<LabelProposal> Refused(Refusal reason) => Outcome<LabelProposal>.Refused(reason);
}
