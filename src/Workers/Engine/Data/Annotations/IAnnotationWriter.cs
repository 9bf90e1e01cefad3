using System.IO.Compression;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>Writes pictures with files of an <see cref="IAnnotationFormat"/>. Found by scanning.</summary>
public interface IAnnotationWriter
{
    /// <summary>As a command line names it: <c>coco</c>.</summary>
    string Name { get; }

    /// <summary>The kind of dataset that it can write; one of <see cref="Core.Datasets.DatasetKinds"/>.</summary>
    string Kind { get; }

    /// <summary>Writes everything; the same pictures give the same bytes.</summary>
    void Write(LabelledFiles files, ZipArchive archive, CancellationToken cancellationToken);
}
