using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>How an import would read a table of texts, before it does.</summary>
/// <param name="Source">A lone table, uploaded or in a server folder that holds no other.</param>
/// <param name="Choices">What a person chose; null for what is guessed.</param>
public sealed record PreviewTable(ImportSource Source, TableChoices? Choices) : IRequest<Outcome<TablePreview>>, IGuarded
{
    /// <summary>Where it would go.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Source.AddTo is { } version ? (ObjectReference)version : Project);
}
