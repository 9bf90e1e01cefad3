namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>Files of a folder or an archive, among them those of an <see cref="IAnnotationFormat"/>.</summary>
public interface IAnnotationSource
{
    /// <summary>What to call it in a sentence.</summary>
    string Name { get; }

    /// <summary>All files, relative with <c>/</c>, in ordinal order.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>The one of <see cref="Files"/> that was named itself; null for the source as a whole.</summary>
    string? Given { get; }

    /// <summary>Reads one of <see cref="Files"/>; while it is read, what is wrong with it is refused.</summary>
    /// <param name="most">Most bytes.</param>
    /// <exception cref="Core.RefusedException">It can't be read, or is larger.</exception>
    Stream Open(string file, long most);
}
