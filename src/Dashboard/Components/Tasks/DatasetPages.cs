using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>The kinds of datasets that a task shows: every <see cref="IDatasetPages"/> of the program's loaded assemblies.</summary>
public static class DatasetPages
{
    /// <summary>Null for classes, labels, numbers, and kinds that nobody shows.</summary>
    public static IDatasetPages? Find(string kind) => ProgramTypes.All<IDatasetPages>().FirstOrDefault(pages => pages.Kind == kind);

    /// <summary>The kinds that pictures can have of which nothing is said yet, with their names.</summary>
    public static IReadOnlyList<(string Kind, string Name)> Unlabelled =>
        [
            .. ProgramTypes
                .All<IDatasetPages>()
                .Where(pages => pages.Unlabelled is not null)
                .Select(pages => (pages.Kind, pages.Unlabelled!))
                .OrderBy(known => known.Kind, StringComparer.Ordinal),
        ];

    /// <summary>Whether the pictures of such a dataset are labelled in the browser.</summary>
    public static bool CanLabel(string kind) => kind is DatasetKinds.Class or DatasetKinds.Labels || Find(kind)?.Editor is not null;

    /// <summary>What stands at the top of a version's page; null for what pages of all datasets show.</summary>
    public static RenderFragment? Top(DatasetDetails details) =>
        Find(details.Kind) is not { } pages
            ? null
            : builder =>
            {
                builder.OpenComponent(0, pages.Overview);
                builder.AddAttribute(1, "Details", details);
                builder.CloseComponent();
            };

    /// <summary><see cref="IDatasetPages.Exports"/> of a kind; empty for one that nobody shows.</summary>
    public static IReadOnlyDictionary<string, string> Exports(string kind) => Find(kind)?.Exports ?? new Dictionary<string, string>();

    /// <summary>What is drawn over a picture of such a dataset; null for nothing.</summary>
    public static RenderFragment? Over(string kind, DatasetEntry picture, IReadOnlyList<string> names, bool isLarge = false) =>
        Find(kind) is not { } pages
            ? null
            : builder =>
            {
                builder.OpenComponent(0, pages.Overlay);
                builder.AddAttribute(1, "Picture", picture);
                builder.AddAttribute(2, "Names", names);
                builder.AddAttribute(3, "IsLarge", isLarge);
                builder.CloseComponent();
            };
}
