using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>A box as a file has it.</summary>
/// <param name="Class">Its number in <see cref="BoxNames"/> as they were met.</param>
/// <param name="Box">In the units of <see cref="BoxPicture.Width"/>.</param>
/// <param name="Area">NaN where the file gives none.</param>
/// <param name="Number">What its file calls it by, see <see cref="BoxPicture.Place"/>.</param>
internal readonly record struct WrittenBox(int Class, ObjectBox Box, double Area, int Number, bool IsCrowd = false, bool IsDifficult = false);
