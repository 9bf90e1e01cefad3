using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>Trains the specs between two versions, each with several seeds. The same id twice is one explanation.</summary>
/// <param name="Seeds">1 to <see cref="MostSeeds"/>; with one nothing is known of noise.</param>
/// <param name="Order">Names of settings that are to change first.</param>
public sealed record StartExplanation(ExplanationId Id, ModelVersionId Before, ModelVersionId After, int Seeds = 3, IReadOnlyList<string>? Order = null)
    : IRequest<Outcome<ExplanationId>>,
        IGuarded
{
    public const int MostSeeds = 5;

    public Needs Needs => Needs.Contribute(Before, After);
}
