using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Pictures;

/// <summary>Pictures of class folders, of a table, of annotation files, or of a dataset of pictures.</summary>
public sealed class PictureInputCard : IInputCard
{
    public const string InputName = "pictures";

    public string Name => InputName;

    public string Noun(long count) => InputWords.Noun(InputName, count);

    public string Count(long count) => InputWords.Count(InputName, count);

    public bool IsMeant(TrainingSpec spec) => false;

    public IReadOnlyDictionary<string, ComponentOption> Members { get; } = new Dictionary<string, ComponentOption>();

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => PictureSpec.Validate(spec);

    public TrainingSpec Complete(TrainingSpec spec) => spec;

    public bool IsAugmented => true;

    public bool HasBatchNormalization => true;

    public PythonInput? Python(TrainingSpec spec, PythonTask task) => PicturePython.Of(spec, task);
}
