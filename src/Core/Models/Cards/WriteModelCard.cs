using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>Writes people's words of a section; the earlier ones stay readable. Empty takes them away.</summary>
/// <param name="Text">Markdown without HTML, at most <see cref="Longest"/> characters.</param>
/// <param name="Began">The words that the writer saw, see <see cref="EditedText"/>; null overwrites.</param>
public sealed record WriteModelCard(ModelVersionId Version, CardSection Section, string Text, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public const int Longest = 10_000;

    public Needs Needs => Needs.Contribute(Version);
}
