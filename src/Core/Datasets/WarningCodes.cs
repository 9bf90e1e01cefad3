namespace MlOpsDashboard.Core.Datasets;

/// <summary>The codes of <see cref="ImportWarning"/>.</summary>
public static class WarningCodes
{
    /// <summary>Folders say what is for training, validation and the test.</summary>
    public const string FolderParts = "parts.folders";

    /// <summary>A table or a person says what is for training, validation and the test.</summary>
    public const string Parts = "parts.given";

    /// <summary>Folders with the names of parts are read as classes.</summary>
    public const string FolderClasses = "parts.classes";

    /// <summary>Classes have the names of parts, and no folder tells which classes lie in them.</summary>
    public const string PartNames = "parts.names";

    /// <summary>The same picture lies in two parts.</summary>
    public const string Leak = "parts.leak";

    /// <summary>A class has no picture for training.</summary>
    public const string Untrained = "parts.untrained";

    /// <summary>Names of an archive were read by a guessed code page.</summary>
    public const string Names = "names.guessed";

    /// <summary>Classes differ only by case, Unicode form or outer space.</summary>
    public const string Labels = "labels.alike";

    /// <summary>The same picture lies in several classes: one of them is wrong, or they are labels.</summary>
    public const string SeveralClasses = "labels.several";

    /// <summary>All pictures of a part have a label, or none has it.</summary>
    public const string LabelOfAllOrNone = "labels.all-or-none";

    /// <summary>No good picture has a label that the table names.</summary>
    public const string LabelsGone = "labels.gone";

    /// <summary>A number is the same for all pictures.</summary>
    public const string ConstantNumber = "numbers.constant";

    /// <summary>A table at the root says what is true of each picture.</summary>
    public const string Table = "table.read";

    /// <summary>Several tables lie at the root; none was read.</summary>
    public const string SeveralTables = "table.several";

    /// <summary>Pictures are turned as their EXIF orientation says.</summary>
    public const string Orientation = "pictures.orientation";

    /// <summary>Pictures have an EXIF orientation by which they are not turned.</summary>
    public const string OrientationIgnored = "pictures.orientation-ignored";

    /// <summary>Of a picture with several frames or pages the first was taken.</summary>
    public const string Frames = "pictures.frames";

    /// <summary>An archive lies in the archive; it was not opened.</summary>
    public const string Nested = "archive.nested";

    /// <summary>Which columns of a table hold texts and what is learnt from them.</summary>
    public const string TextColumns = "texts.columns";

    /// <summary>Texts of several parts are nearly the same.</summary>
    public const string NearDuplicates = "texts.near-duplicates";

    /// <summary>Texts are much longer than most networks read.</summary>
    public const string VeryLong = "texts.very-long";

    /// <summary>Texts are in several languages.</summary>
    public const string Languages = "texts.languages";

    /// <summary>Annotation files say what is in each picture.</summary>
    public const string Annotations = "annotations.read";

    /// <summary>Annotation files of several formats are there; one was read.</summary>
    public const string SeveralAnnotations = "annotations.several";

    /// <summary>Before the name of what was found or mended in annotation files.</summary>
    public const string OfAnnotations = "annotations.";

    /// <summary>Whether only the source shows it, not the manifest.</summary>
    public static bool IsOfSource(string code) =>
        code is Nested or Table or SeveralTables or LabelsGone or TextColumns or Languages || code.StartsWith(OfAnnotations, StringComparison.Ordinal);
}
