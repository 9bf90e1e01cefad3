using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>What the files of an <see cref="IAnnotationFormat"/> say.</summary>
public abstract class AnnotatedPictures
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>As <see cref="DatasetManifest.ClassNames"/> has them.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Each file once, in ordinal order.</summary>
    public abstract IReadOnlyList<AnnotatedPicture> Pictures { get; }

    /// <summary>Pictures that are named and not there, or there and not named; files that can't be read.</summary>
    public abstract IReadOnlyList<RefusedFile> Refused { get; }

    /// <summary>What is true of a picture, as <see cref="DatasetEntry.Target"/> has it. Asked once for each that is kept, by several threads.</summary>
    /// <param name="picture">Its place in <see cref="Pictures"/>.</param>
    public abstract IReadOnlyList<double> Target(int picture, PictureFrame frame);

    /// <summary>What was mended or left out; known once <see cref="Target"/> was asked for all.</summary>
    public abstract IReadOnlyList<ImportWarning> Warnings { get; }
}
