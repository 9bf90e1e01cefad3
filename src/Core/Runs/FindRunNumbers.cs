using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Runs by the numbers that people call them by; a number without a run that the caller sees is not in the answer.</summary>
public sealed record FindRunNumbers(IReadOnlyList<int> Numbers) : IRequest<IReadOnlyDictionary<int, RunId>>, IGuarded
{
    public Needs Needs => Needs.View();
}
