using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>Edits what a target says of a picture, and saves each change through its <see cref="ILabelPage"/>. In the task's folder.</summary>
public interface ILabelEditor
{
    /// <summary>Gives what is selected that name, and whatever is added from now on.</summary>
    Task GiveAsync(int name);

    /// <summary>What is shown is right as it is: saved, changed or not.</summary>
    Task ConfirmAsync();

    /// <summary>Waits until everything is stored.</summary>
    /// <returns>False where something is not, and can't be now.</returns>
    Task<bool> SettleAsync();

    /// <summary>Nothing that is not stored is wanted any more.</summary>
    Task ForgetAsync();

    /// <summary>What is here goes over what somebody else stored.</summary>
    /// <param name="revision">Of what is stored.</param>
    Task KeepMineAsync(string path, int revision);

    /// <summary>What somebody else stored goes over what is here.</summary>
    Task TakeTheirsAsync(DatasetEntry picture, int revision);
}
