using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>How an import would read a table or class folders of texts, before it does; refused where the source holds pictures.</summary>
/// <param name="Source">Uploaded files, a zip, or a server folder.</param>
/// <param name="Choices">What a person chose; null for what is guessed.</param>
public sealed record PreviewTable(ImportSource Source, TableChoices? Choices) : IRequest<Outcome<TablePreview>>, IGuarded
{
    /// <summary>Where it would go.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Source.AddTo is { } version ? (ObjectReference)version : Project);
}
