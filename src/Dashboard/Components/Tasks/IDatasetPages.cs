using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>What a dataset's page shows of targets that only a task knows. In the task's folder; found by scanning (<see cref="DatasetPages"/>).</summary>
public interface IDatasetPages
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    string Kind { get; }

    /// <summary>What pictures are called, where an import is started, of which nothing is said and that are labelled here later: “Objects, to be labelled
    /// here”. Null where such pictures are no dataset.</summary>
    string? Unlabelled { get; }

    /// <summary>What stands at the top of a version's page; takes <c>Details</c>, a <see cref="DatasetDetails"/>.</summary>
    Type Overview { get; }

    /// <summary>What is drawn over a picture, whose frame it fills; takes <c>Picture</c>, a <see cref="DatasetEntry"/>, <c>Names</c> of the dataset, and
    /// <c>IsLarge</c> where there is room for words.</summary>
    Type Overlay { get; }

    /// <summary>An <see cref="ILabelEditor"/>; takes <c>Shown</c>, a <see cref="LabelledPicture"/>, and <c>Page</c>, the <see cref="ILabelPage"/>. Null (default)
    /// where pictures are not labelled here.</summary>
    Type? Editor => null;

    /// <summary>The formats in which a version can be taken away: what <c>mlops export</c> calls each, and its name for people.</summary>
    IReadOnlyDictionary<string, string> Exports => new Dictionary<string, string>();

    /// <summary>What is true of a picture, in a few words.</summary>
    string Words(DatasetEntry picture, IReadOnlyList<string> names);

    /// <summary>What became of so many things of pictures between two versions, in a few words; null where nothing can be told.</summary>
    string? Words(LabelChange change);
}
