using MediatR;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

internal sealed class EstimateRunHandler(SpeedMeasurer measurer, IFeatureHistory features) : IRequestHandler<EstimateRun, RunEstimate>
{
    public async Task<RunEstimate> Handle(EstimateRun request, CancellationToken cancellationToken)
    {
        if (TrainingSpecValidator.Validate(request.Spec).Count > 0)
            return RunCost.Unknown;
        if (InputCards.Of(request.Spec).Name != InputCards.Pictures)
            return RunCost.OfTexts(
                TextCost.Of(TrainingSpecJson.Complete(request.Spec), request.Pictures, request.Tokens, request.Parts, Environment.ProcessorCount)
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
}
