using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Where an import reads from: an archive or a folder. Files are read by several threads at once.</summary>
internal interface IPictureSource : IDisposable
{
    /// <summary>What to call it in a sentence: its file name.</summary>
    string Name { get; }

    IReadOnlyList<SourceEntry> Entries { get; }

    /// <summary>What was refused by its name or kind alone.</summary>
    IReadOnlyList<RefusedFile> Refused { get; }

    /// <summary>The whole file, checked against all that the source says about it.</summary>
    /// <exception cref="RefusedFileException">This file is refused.</exception>
    /// <exception cref="RefusedException">A limit of the whole import is reached.</exception>
    byte[] Read(SourceEntry entry, CancellationToken cancellationToken);

    /// <summary>The same as a stream, for files larger than a picture. Whoever reads it to its end has it checked too.</summary>
    /// <param name="most">Most bytes.</param>
    /// <exception cref="RefusedException">This file is refused, now or while it is read; or a limit of the whole import is reached.</exception>
    Stream Open(SourceEntry entry, long most, CancellationToken cancellationToken);
}
