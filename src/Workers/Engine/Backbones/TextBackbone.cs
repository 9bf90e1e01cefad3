using MlOpsDashboard.Core.Backbones;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>A network of texts that can be named.</summary>
/// <param name="Pooling">How it was trained to make one vector of a text: <c>mean</c>, <c>cls</c> or <c>pooler</c>.</param>
/// <param name="MaxLength">Most tokens of a text that it was trained with.</param>
public sealed record TextBackbone(string Name, string Pooling, int MaxLength)
{
    /// <summary>Weights that come with the program, or null.</summary>
    public PackagedTexts? Package { get; init; }

    /// <summary>Where it is published, or null.</summary>
    public PublishedTexts? Published { get; init; }

    /// <summary>Whether it has weights of its own; one that has not is made for the texts that it learns from.</summary>
    public bool IsPretrained => Package is not null || Published is not null;

    /// <summary>What a person needs to choose it.</summary>
    public TextBackboneCard? Card => TextBackboneCards.Find(Name);
}
