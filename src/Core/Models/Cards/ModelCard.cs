namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>What a version is, what it learnt from, how good it is and where its limits are: facts of the registry, and people's words beside them.</summary>
/// <param name="Input">What its examples are, as <see cref="Core.Inputs.InputCards"/> names it.</param>
/// <param name="Parts">All sections, in their order.</param>
/// <param name="Classes">The names that it answers with; empty where they do not part the examples, or the dataset's manifest is gone.</param>
public sealed record ModelCard(
    ModelVersionId Version,
    string Model,
    int Number,
    string Input,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<CardPart> Parts,
    IReadOnlyList<CardClass> Classes
);
