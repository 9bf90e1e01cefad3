using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>What lists and pages show of a dataset version, worked out from its manifest once at import.</summary>
public sealed class DatasetFacts
{
    public DatasetVersionId VersionId { get; set; }

    /// <summary>One of <see cref="Core.Datasets.DatasetKinds"/>.</summary>
    public string Kind { get; set; } = Core.Datasets.DatasetKinds.Class;

    /// <summary>One of <see cref="Core.Inputs.InputCards"/>.</summary>
    public string Input { get; set; } = Core.Inputs.InputCards.Pictures;

    /// <summary>Names of classes, labels or numbers in the loader's order, each with its pictures.</summary>
    public string ClassesJson { get; set; } = "[]";

    /// <summary>SHA-256 of up to 8 pictures, one a class first.</summary>
    public string ThumbnailsJson { get; set; } = "[]";

    /// <summary>Sizes by how often they occur, at most 100.</summary>
    public string SizesJson { get; set; } = "[]";
    public int NearConstant { get; set; }
    public int Duplicates { get; set; }
}
