using MediatR;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

internal sealed class EstimateRunHandler(SpeedMeasurer measurer, IFeatureHistory features, ICustomModelStore models) : IRequestHandler<EstimateRun, RunEstimate>
{
    public async Task<RunEstimate> Handle(EstimateRun request, CancellationToken cancellationToken)
    {
        if (TrainingSpecValidator.Validate(request.Spec).Count > 0)
            return RunCost.Unknown;
        if (InputCards.Of(request.Spec).Name != InputCards.Pictures)
            return RunCost.OfTexts(
                await NetworkAsync(request.Spec.Backbone, cancellationToken) is { } network
                    ? TextCost.Of(TrainingSpecJson.Complete(request.Spec), network, request.Pictures, request.Tokens, request.Parts, Environment.ProcessorCount)
                    : null
            );
        // The sizes that the measurement takes; others are scaled.
        var size = Math.Clamp(RunCost.Size(request.Spec), 32, 1024);
        var wanted = request.Spec.Backbone.Name is { } name && BackboneCards.Find(name) is not null ? [(name, size)] : Array.Empty<(string, int)>();
        return RunCost.Estimate(
            request.Spec,
            request.Pictures,
            await measurer.ListAsync(wanted, cancellationToken),
            await features.ListAsync(request.Spec, cancellationToken),
            request.Parts
        );
    }

    // A file on a disk of somebody else's says nothing here.
    private async Task<TextBackboneCard?> NetworkAsync(BackboneSpec backbone, CancellationToken cancellationToken) =>
        backbone.Name is { } name ? TextBackboneCards.Find(name)
        : CustomModelPath.Parse(backbone.File) is { } path
        && await models.FindAsync(path.Sha256, cancellationToken) is { Inspection: { Texts: { } texts } inspection } model
            ? new(
                model.Name,
                inspection.Upto(model.Cut).Sum(layer => layer.Params),
                texts.Layers,
                (int)((inspection.CutAt(model.Cut)?.OutputShape ?? inspection.OutputShape)[^1] ?? 1),
                texts.MaxLength,
                []
            )
        : null;
}
