using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Branches;

/// <summary>Starts a run that goes on where a finished one ended: its last stage has so many epochs more.</summary>
public sealed record TrainMoreEpochs(RunId Run, int Epochs, Guid? IdempotencyKey = null) : IRequest<Outcome<RunId>>, IGuarded
{
    public Needs Needs => Needs.Contribute(Run);
}
