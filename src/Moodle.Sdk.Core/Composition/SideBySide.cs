using System.Runtime.ExceptionServices;

namespace Moodle.Sdk.Composition;

/// <summary>Parallel work whose first failure is thrown as it was: callers handle what one thread throws, not that several were at work.</summary>
internal static class SideBySide
{
    /// <summary>Does it.</summary>
    public static void Run(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
