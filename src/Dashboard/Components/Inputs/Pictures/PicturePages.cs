using MlOpsDashboard.Core.Inputs.Pictures;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;

namespace MlOpsDashboard.Dashboard.Components.Inputs.Pictures;

/// <summary>Pictures: a wall of them, and their sizes.</summary>
public sealed class PicturePages : IInputPages
{
    private static readonly TextResource Words = new(typeof(PictureTexts));

    public string Input => PictureInputCard.InputName;

    public string Title => Words["Title"];

    public string Add => Words["Add"];

    public string Drop => Words["Drop"];

    public bool CanLabel => true;

    public Type Examples => typeof(PictureExamples);

    public Type Facts => typeof(PictureFacts);

    public Type Question => typeof(PictureQuestion);

    public Type Backbones => typeof(BackboneSection);

    public Type Advice => typeof(Adviser);

    public Type Fields => typeof(PictureFields);

    public string AddNote(int version) => Words["AddNote", version];

    public string Size(TrainingSpec spec) => Words["Size", string.Join(" × ", spec.Data.ImageSize)];

    public string Refused(int count) => Words["Refused", count];
}
