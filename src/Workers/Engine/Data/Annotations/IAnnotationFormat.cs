namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>Files that say what is in pictures, where folders and tables can't. Found by scanning; a task whose targets come in files of their own has one for
/// each way in which they are written.</summary>
public interface IAnnotationFormat
{
    /// <summary>Its name in a sentence: a proper noun, the same in every language.</summary>
    string Name { get; }

    /// <summary>How names of files end that may be its own, with the dot. A folder without any is not looked into.</summary>
    IReadOnlyList<string> Endings { get; }

    /// <summary>The pictures that its files name; null where the source has none of its files, or <see cref="IAnnotationSource.Given"/> is of another
    /// kind.</summary>
    /// <exception cref="Core.RefusedException">They are its files, and can't be used.</exception>
    AnnotatedPictures? Find(IAnnotationSource source, CancellationToken cancellationToken);
}
